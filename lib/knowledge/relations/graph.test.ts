import { describe, expect, it } from 'vitest'
import { buildRelationGraph, type KnownDatabase, type RelationField, type RelationGraph } from './graph'

const at = new Date('2026-02-03T04:05:06Z')

function known(rawName: string, changes: Partial<KnownDatabase> = {}): KnownDatabase {
  const [space = '', name = ''] = rawName.split('/')
  return {
    id: rawName,
    rawName,
    name,
    slug: name.toLowerCase(),
    color: null,
    goneAt: null,
    space: { name: space, slug: space.toLowerCase() },
    ...changes,
  }
}

/** `A/B.field → C/D`, with `many` for a collection. */
function field(words: string, changes: Partial<RelationField> = {}): RelationField {
  const [, databaseId = '', name = '', relation = '', many] =
    /^(.+?)\.(\S+) → (.+?)( many)?$/.exec(words) ?? []
  return {
    databaseId,
    name,
    rawName: name,
    relation,
    isCollection: many !== undefined,
    goneAt: null,
    ...changes,
  }
}

function graphOf(
  databases: KnownDatabase[],
  fields: RelationField[],
  {
    space = 's',
    ...more
  }: { space?: string; centre?: string; limits?: { nodes: number; lines: number } } = {},
): RelationGraph {
  return buildRelationGraph({ space, centre: null, databases, fields, ...more })
}

const keys = (graph: RelationGraph) => graph.nodes.map(({ key }) => key).sort()
const lines = (graph: RelationGraph) => graph.lines.map(({ from, to }) => `${from} ${to}`).sort()

const AUTHOR = known('S/Author')
const BOOK = known('S/Book')
const SHOP = known('S/Shop')

describe('what is drawn', () => {
  it('is one line for both sides of a relation, from the one to its many', () => {
    const graph = graphOf(
      [AUTHOR, BOOK],
      [field('S/Book.author → S/Author'), field('S/Author.books → S/Book many')],
    )
    expect(lines(graph)).toEqual(['S/Author S/Book'])
    expect(
      graph.lines[0]?.rows.map(({ from, field: name, isCollection }) => [from, name, isCollection]),
    ).toEqual([
      ['S/Author', 'Books', true],
      ['S/Book', 'Author', false],
    ])
  })

  it('is one line for two relations between the same two, with every field', () => {
    const graph = graphOf(
      [AUTHOR, BOOK],
      [field('S/Book.author → S/Author'), field('S/Book.translator → S/Author')],
    )
    expect(lines(graph)).toEqual(['S/Book S/Author'])
    expect(graph.lines[0]?.rows.map((row) => row.field)).toEqual(['Author', 'Translator'])
  })

  it('is a line of a database to itself, and circles', () => {
    const graph = graphOf(
      [AUTHOR, BOOK, SHOP],
      [
        field('S/Book.sequel → S/Book'),
        field('S/Book.author → S/Author'),
        field('S/Author.shop → S/Shop'),
        field('S/Shop.book → S/Book'),
      ],
    )
    expect(lines(graph)).toEqual(['S/Author S/Shop', 'S/Book S/Author', 'S/Book S/Book', 'S/Shop S/Book'])
  })

  it('leaves out who made an entity, states, lists of values, and databases without relations', () => {
    const graph = graphOf(
      [AUTHOR, BOOK, SHOP],
      [
        field('S/Book.createdBy → fibery/user', { rawName: 'fibery/created-by' }),
        field('S/Book.state → workflow/state_S/Book'),
        field('S/Book.genre → S/Genre_S/Book'),
        field('S/Book.author → S/Author'),
      ],
    )
    expect(keys(graph)).toEqual(['S/Author', 'S/Book'])
    expect(graph.cut.ofNodes).toBe(2)
  })

  it('tells databases of other spaces, people, and what the portal does not read', () => {
    const graph = graphOf(
      [BOOK, known('Other Things/Idea', { slug: 'idea', space: { name: 'other-things', slug: 'other' } })],
      [
        field('S/Book.idea → Other Things/Idea'),
        field('S/Book.readers → fibery/user many'),
        field('S/Book.invoice → Billing/invoice-line'),
      ],
    )
    const told = graph.nodes.map(({ kind, name, spaceName, href }) => [kind, name, spaceName, href])
    expect(told.sort()).toEqual([
      ['other', 'Idea', 'Other Things', '/kb/other/idea'],
      ['own', 'Book', null, '/kb/s/book'],
      ['people', 'People', null, null],
      ['unknown', 'Invoice Line', 'Billing', null],
    ])
  })

  it('marks what is gone, and takes a live database before a gone one of its name', () => {
    const gone = known('S/Author', { id: 'before', goneAt: at })
    const graph = graphOf(
      [gone, AUTHOR, BOOK, known('S/Shop', { goneAt: at })],
      [
        field('S/Book.author → S/Author'),
        field('S/Book.shop → S/Shop'),
        field('S/Book.old → S/Shop', { goneAt: at }),
      ],
    )
    const goneOf = new Map(graph.nodes.map(({ key, goneAt }) => [key, goneAt]))
    expect(goneOf).toEqual(
      new Map([
        ['S/Book', null],
        ['S/Author', null],
        ['S/Shop', at],
      ]),
    )
    const ofShop = graph.lines.find(({ to }) => to === 'S/Shop')
    expect(ofShop?.rows.map(({ goneAt }) => goneAt)).toEqual([null, at])
  })

  it('is of one database its own lines only, whichever way they lead', () => {
    const graph = graphOf(
      [AUTHOR, BOOK, SHOP],
      [
        field('S/Book.author → S/Author'),
        field('S/Shop.books → S/Book many'),
        field('S/Shop.owner → S/Author'),
      ],
      { centre: 'S/Book' },
    )
    expect(lines(graph)).toEqual(['S/Book S/Author', 'S/Shop S/Book'])
    expect(graph.nodes[0]?.key).toBe('S/Book')
  })
})

/** Deterministic, and without circles of its own making. */
function manyFields(databases: number, relations: number): RelationField[] {
  let seed = 7
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * databases)
  }
  return Array.from({ length: relations }, (_, index) => field(`S/D${next()}.f${index} → S/D${next()}`))
}

describe('what is too much to draw', () => {
  const databases = Array.from({ length: 200 }, (_, index) => known(`S/D${index}`))

  it('is cut to the most connected of 200 databases and 1,000 relations, with every line between them', () => {
    const all = manyFields(200, 1000)
    const graph = graphOf(databases, all)
    expect(graph.nodes.length).toBeGreaterThan(5)
    expect(graph.nodes.length).toBeLessThanOrEqual(24)
    expect(graph.lines.length).toBeLessThanOrEqual(40)
    expect(graph.cut).toMatchObject({ ofNodes: 200, nodes: graph.nodes.length, lines: graph.lines.length })
    const kept = new Set(keys(graph))
    const between = all.filter(({ databaseId, relation }) => kept.has(databaseId) && kept.has(relation))
    expect(graph.lines.flatMap(({ rows }) => rows)).toHaveLength(between.length)
    expect(graphOf(databases, all)).toEqual(graph)
  })

  it('hangs together: of many stars whole ones are drawn, not their middles alone', () => {
    const stars = databases.map((_, index) =>
      field(`S/D${index}.hub → S/D${index - (index % 10)}`, { isCollection: false }),
    )
    const graph = graphOf(
      databases,
      stars.filter(({ databaseId, relation }) => databaseId !== relation),
    )
    const met = new Set(graph.lines.flatMap(({ from, to }) => [from, to]))
    expect(graph.nodes.every(({ key }) => met.has(key))).toBe(true)
    expect(graph.lines.length).toBeGreaterThanOrEqual(20)
  })

  it('is cut to few databases where each leads to each', () => {
    const some = databases.slice(0, 30)
    const each = some.flatMap((one) =>
      some.flatMap((other) => (one.id < other.id ? [field(`${one.id}.x → ${other.id}`)] : [])),
    )
    const graph = graphOf(some, each)
    expect(graph.nodes).toHaveLength(9)
    expect(graph.lines).toHaveLength(36)
    expect(graph.cut).toEqual({ nodes: 9, ofNodes: 30, lines: 36, ofLines: 435 })
  })

  it('keeps what lives before what is gone, and of one database that one itself', () => {
    const some = databases.slice(0, 60).map((one, index) => (index < 40 ? { ...one, goneAt: at } : one))
    const star = some.slice(1).map(({ id }) => field(`S/D0.to${id} → ${id}`))
    const graph = graphOf(some, star, { centre: 'S/D0' })
    expect(graph.nodes[0]?.key).toBe('S/D0')
    expect(graph.nodes.slice(1, 21).every(({ goneAt }) => goneAt === null)).toBe(true)
    expect(graph.cut).toEqual({ nodes: 25, ofNodes: 60, lines: 24, ofLines: 59 })
  })
})
