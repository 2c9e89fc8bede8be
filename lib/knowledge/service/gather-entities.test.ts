import { describe, expect, it } from 'vitest'
import { type AskedPage, type Gathering, gatherEntities } from './gather-entities'

type Row = { id: string; publicId: string; name: string; modificationDate: string }

const row = (n: number): Row => ({
  id: `id-${String(n).padStart(5, '0')}`,
  publicId: String(n),
  name: `Thing ${n}`,
  // The later made, the later changed.
  modificationDate: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
})
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n))
const now = new Date('2026-06-01T12:00:00Z')
const anHourAgo = new Date('2026-06-01T11:00:00Z')

/** A workspace of these rows, and what it was asked. `between`: what happens after each answer. */
function workspace(all: Row[], between: (asked: number) => void = () => {}) {
  const pages: AskedPage[] = []
  const ask = async (page: AskedPage) => {
    pages.push(page)
    const { field, direction } = page.orderBy ?? { field: 'id', direction: 'ASC' }
    const sign = direction === 'DESC' ? -1 : 1
    const by = (one: Row) => String(one[field as keyof Row])
    const sorted = all.toSorted((one, other) => sign * by(one).localeCompare(by(other)))
    const answer = sorted.slice(page.offset, page.offset + page.limit)
    between(pages.length)
    return answer
  }
  return { ask, pages }
}

function gathering(ask: Gathering['ask'], more: Partial<Gathering['known']> = {}, limit = 5_000): Gathering {
  const known = { live: 0, changedAt: null, entityCount: null, wholeAt: null, cutAt: null, ...more }
  return {
    ask,
    title: 'name',
    changed: 'modificationDate',
    limit,
    now,
    known: { countNew: async () => 0, ...known },
  }
}

describe('reading the entities of a database', () => {
  it('asks once where they fit on a page', async () => {
    const { ask, pages } = workspace(rows(99))
    expect(await gatherEntities(gathering(ask))).toMatchObject({ reach: 'whole', cutAt: null })
    expect(pages).toHaveLength(1)
    expect((await gatherEntities(gathering(workspace([]).ask))).entities).toEqual([])
  })

  it('reads all of many, each once', async () => {
    const { ask } = workspace(rows(350))
    const { entities, reach } = await gatherEntities(gathering(ask))
    expect(reach).toBe('whole')
    expect(entities.map(({ publicId }) => Number(publicId))).toEqual(rows(350).map((_, n) => n))
  })

  it.each([100, 101, 199, 200, 298, 299])('comes to an end at %i', async (count) => {
    const { ask } = workspace(rows(count))
    const { entities, reach } = await gatherEntities(gathering(ask))
    expect([entities.length, reach]).toEqual([count, 'whole'])
  })

  it('begins anew when one vanishes between two pages, so that no other is missed', async () => {
    const all = rows(350)
    // After the second page by id: one of those read already is deleted.
    const { ask } = workspace(all, (asked) => {
      if (asked === 3) all.splice(5, 1)
    })
    const { entities, reach } = await gatherEntities(gathering(ask))
    expect(reach).toBe('whole')
    expect(new Set(entities.map(({ upstreamId }) => upstreamId))).toEqual(new Set(all.map(({ id }) => id)))
  })

  it('gives up rather than tell a part, when they move each time', async () => {
    const all = rows(400)
    const { ask } = workspace(all, () => void all.splice(3, 1))
    await expect(gatherEntities(gathering(ask))).rejects.toMatchObject({ code: 'SHAPE' })
  })

  it('keeps nothing of an answer in which one has no id', async () => {
    const { ask } = workspace([...rows(5), { ...row(6), id: '' }])
    await expect(gatherEntities(gathering(ask))).rejects.toMatchObject({ code: 'SHAPE' })
  })

  it('asks by id alone where the database tells of no change', async () => {
    const { ask, pages } = workspace(rows(120))
    const { reach } = await gatherEntities({ ...gathering(ask), changed: null })
    expect(reach).toBe('whole')
    expect(new Set(pages.map(({ orderBy }) => orderBy?.field))).toEqual(new Set(['id']))
  })
})

describe('reading them again', () => {
  const before = { live: 350, wholeAt: anHourAgo, changedAt: new Date(row(340).modificationDate) }

  it('asks once, when those changed last and the number tell that nothing is missing', async () => {
    const { ask, pages } = workspace(rows(350))
    const { entities, reach } = await gatherEntities(gathering(ask, { ...before, entityCount: 350 }))
    expect([pages.length, reach, entities.length]).toEqual([1, 'changes', 100])
  })

  it('counts those that are new', async () => {
    const { ask, pages } = workspace(rows(352))
    const known = { ...before, entityCount: 352, countNew: async () => 2 }
    expect((await gatherEntities(gathering(ask, known))).reach).toBe('changes')
    expect(pages).toHaveLength(1)
  })

  it.each([
    ['the number says that one is gone', { entityCount: 349 }],
    ['the number is not known', { entityCount: null }],
    [
      'more changed than one page holds',
      { entityCount: 350, changedAt: new Date(row(200).modificationDate) },
    ],
    ['all were last read yesterday', { entityCount: 350, wholeAt: new Date('2026-05-31T11:00:00Z') }],
    ['only a part was read before', { entityCount: 350, cutAt: 300 }],
  ])('reads all when %s', async (_why, known) => {
    const { ask } = workspace(rows(350))
    const { entities, reach } = await gatherEntities(gathering(ask, { ...before, ...known }))
    expect([entities.length, reach]).toEqual([350, 'whole'])
  })
})

describe('a database that holds more than the portal keeps', () => {
  it('is read by what changed last, so far', async () => {
    const { ask } = workspace(rows(400))
    const gathered = await gatherEntities(gathering(ask, { entityCount: 400 }, 250))
    expect(gathered).toMatchObject({ reach: 'part', cutAt: 250 })
    expect(gathered.entities.map(({ publicId }) => Number(publicId))).toEqual(
      Array.from({ length: 250 }, (_, n) => 399 - n),
    )
  })

  it('and again only as far as something changed', async () => {
    const { ask, pages } = workspace(rows(400))
    const known = { entityCount: 400, cutAt: 250, live: 250, changedAt: new Date(row(390).modificationDate) }
    expect((await gatherEntities(gathering(ask, known, 250))).reach).toBe('part')
    expect(pages).toHaveLength(1)
  })

  it('is cut too where nobody told how many there are', async () => {
    const { ask } = workspace(rows(400))
    const gathered = await gatherEntities(gathering(ask, {}, 250))
    expect(gathered).toMatchObject({ reach: 'part', cutAt: 250 })
    expect(gathered.entities).toHaveLength(250)
  })
})
