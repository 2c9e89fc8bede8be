import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx, Right } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { realSchemas } from '@/lib/testing/fibery'
import { json, text } from '@/lib/testing/http-server'
import { fetchSpaces, needsFirstSnapshot, publishSpaces } from './jobs'
import { fetchSpace } from './service/fetch-space'
import { getDatabase } from './service/get-database'
import { getSpace } from './service/get-space'
import { listChanges } from './service/list-changes'
import { listSpaces } from './service/list-spaces'
import { prepareRefresh } from './service/prepare-refresh'
import { publishDiscovery } from './service/publish-discovery'
import { refreshAll, refreshSpace } from './service/refresh'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const server = await startFiberyServer()
  process.env.FIBERY_URL = server.url
  process.env.FIBERY_TOKEN = 'token'
  return server
})
// Fibery's limits are tried in rate-slot's own test and with the stand-in; here they would only cost time.
vi.mock('@/lib/platform/rate-slot', async (original) => ({
  ...(await original<typeof import('@/lib/platform/rate-slot')>()),
  createRateSlots: () => async () => {},
}))

afterAll(() => fibery.close())

function ctxOf(...rights: Right[]): Ctx {
  return {
    actor: { kind: 'user', id: randomUUID(), name: 'Ada', rights: rights.map((right) => ({ right })) },
    requestId: randomUUID(),
    now: () => new Date(),
  }
}

const reader = () => ctxOf('read:knowledge')
const refresher = () => ctxOf('refresh:knowledge')
const [firstDay, ...days] = realSchemas()
const day = (number: number) => [firstDay, ...days][number]?.sdl ?? ''

function catalogType(name: string, id: string, description = '') {
  return {
    'fibery/id': id,
    'fibery/name': name,
    'fibery/description': description,
    'fibery/meta': { 'fibery/domain?': true },
  }
}

/** A space's schema: databases by name, each with a few fields. */
function sdlOf(space: string, databases: Record<string, string>): string {
  const prefix = space.replace(/[^A-Za-z0-9]/g, '')
  const finders = Object.keys(databases).map((name) => `find${name}s: [${prefix}${name}]`)
  const types = Object.entries(databases).map(
    ([name, fields]) =>
      `"Available fields and relations for ${space}/${name}" type ${prefix}${name} { id: ID ${fields} }`,
  )
  return `type Query { me: String ${finders.join(' ')} } ${types.join('\n')}`
}

async function auditOf(ctx: Ctx) {
  return await db().auditEvent.findMany({
    where: { actorId: ctx.actor.id },
    select: { action: true, outcome: true, subjectKind: true },
    orderBy: { at: 'asc' },
  })
}

let number = 0
/** A space of the test's own, known to the portal. */
async function newSpace(sdl?: string): Promise<string> {
  number += 1
  const name = `Space ${number}`
  await db().kbSpace.create({ data: { name, slug: `space-${number}` } })
  fibery.space(name, sdl ?? sdlOf(name, { Guide: 'name: String' }))
  return name
}

beforeEach(() => {
  fibery.heard.length = 0
  fibery.catalog(null)
})

describe('refreshing a space', () => {
  it('stores what was found whole, in force, with its age, and records it', async () => {
    const space = await newSpace()
    fibery.space(space, day(8))
    const ctx = refresher()
    await expect(refreshSpace(ctx, { space })).resolves.toEqual({
      space,
      outcome: 'published',
      databases: 4,
      changes: 4,
      failure: null,
    })
    const shown = await getSpace(reader(), { space: `space-${number}` })
    expect(shown.failure).toBeNull()
    expect(Date.now() - (shown.asOf?.getTime() ?? 0)).toBeLessThan(10_000)
    expect(shown.databases.map(({ name, finder, fields }) => ({ name, finder, fields }))).toEqual([
      { name: 'Document', finder: 'findDocuments', fields: 9 },
      { name: 'Idea', finder: 'findIdeas', fields: 8 },
      { name: 'Post', finder: 'findPosts', fields: 8 },
      { name: 'Thing', finder: 'findThings', fields: 8 },
    ])
    expect(shown.links).toEqual({
      home: `${fibery.url}/fibery/space/Space_${number}`,
      api: `${fibery.url}/api/graphql/space/Space_${number}`,
      explorer: `${fibery.url}/api/graphql/space/Space_${number}`,
    })
    expect(await auditOf(ctx)).toEqual([
      { action: 'knowledge.published', outcome: 'done', subjectKind: 'kbSpace' },
    ])
  })

  it('is refused without the right, asks nothing, and the refusal is recorded', async () => {
    const space = await newSpace()
    const ctx = reader()
    await expect(refreshSpace(ctx, { space })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(refreshAll(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(prepareRefresh(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(publishDiscovery(ctx, { discoveryId: randomUUID() })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(fibery.heard).toHaveLength(0)
    expect((await auditOf(ctx))[0]).toMatchObject({ action: 'right.refused', outcome: 'refused' })
  })

  it('is not found for a space that the portal does not know, and asks nothing', async () => {
    await expect(refreshSpace(refresher(), { space: 'Nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(fibery.heard).toHaveLength(0)
  })

  it('a failure keeps the last good snapshot, says why, and is recorded; the next success ends it', async () => {
    const space = await newSpace()
    await refreshSpace(refresher(), { space })
    const before = await getSpace(reader(), { space: `space-${number}` })
    fibery.space(space, text('Unauthorized', 401, 'text/plain'))
    const ctx = refresher()
    await expect(refreshSpace(ctx, { space })).resolves.toMatchObject({
      outcome: 'failed',
      failure: { code: 'UNAUTHORIZED', detail: 'status 401' },
    })
    const after = await getSpace(reader(), { space: `space-${number}` })
    expect(after.failure).toMatchObject({ code: 'UNAUTHORIZED', detail: 'status 401' })
    expect({ ...after, failure: null }).toEqual(before)
    expect(await auditOf(ctx)).toEqual([
      { action: 'knowledge.discovered', outcome: 'failed', subjectKind: 'kbSpace' },
    ])

    fibery.space(space, sdlOf(space, { Guide: 'name: String' }))
    await refreshSpace(refresher(), { space })
    expect((await getSpace(reader(), { space: `space-${number}` })).failure).toBeNull()
  })

  it('a partial answer is never stored as the truth', async () => {
    const space = await newSpace(sdlOf('X', { Guide: 'name: String', Page: 'name: String' }))
    await refreshSpace(refresher(), { space })
    const { introspectionOf } = await import('@/lib/testing/fibery')
    const { data } = introspectionOf(sdlOf('X', { Guide: 'name: String' }))
    const withoutType = structuredClone(data) as { __schema: { types: { name: string }[] } }
    withoutType.__schema.types = withoutType.__schema.types.filter(({ name }) => name !== 'XGuide')
    for (const partial of [{ data, errors: [{ message: 'half' }] }, { data: withoutType }]) {
      fibery.space(space, json(partial))
      await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({ outcome: 'failed' })
      const { databases } = await getSpace(reader(), { space: `space-${number}` })
      expect(databases.map(({ name, goneAt }) => [name, goneAt])).toEqual([
        ['Guide', null],
        ['Page', null],
      ])
    }
  })

  it('what is gone stays as a tombstone with its day, and what returns takes its old address and first day', async () => {
    const space = await newSpace()
    const slug = `space-${number}`
    const refreshTo = async (databases: Record<string, string>) => {
      fibery.space(space, sdlOf(space, databases))
      await refreshSpace(refresher(), { space })
      return await getSpace(reader(), { space: slug })
    }
    const first = await refreshTo({ Guide: 'name: String old: Int', Page: 'name: String' })
    const second = await refreshTo({ Guide: 'name: Float' })
    expect(second.liveDatabases).toBe(1)
    const page = second.databases.find(({ name }) => name === 'Page')
    expect(page?.goneAt).toEqual(second.asOf)
    const guide = await getDatabase(reader(), { space: slug, database: 'guide' })
    expect(guide.fields.map(({ name, typeText, goneAt }) => [name, typeText, goneAt])).toEqual([
      ['id', 'ID', null],
      ['name', 'Float', null],
      ['old', 'Int', second.asOf],
    ])
    const third = await refreshTo({ Guide: 'name: Float', Page: 'name: String' })
    expect(third.databases.find(({ name }) => name === 'Page')).toMatchObject({
      slug: 'page',
      goneAt: null,
      firstSeenAt: first.asOf,
    })
    const { entries } = await listChanges(reader(), { page: 1 })
    const own = entries.filter((entry) => entry.space.slug === slug)
    expect(
      own.map(({ first: isFirst, count, changes }) => [isFirst, count, changes.map(({ kind }) => kind)]),
    ).toEqual([
      [false, 1, ['database.returned']],
      [false, 3, ['field.retyped', 'field.gone', 'database.gone']],
      [true, 2, []],
    ])
  })

  it('one that finds nothing new moves the age, and neither the changes nor the audit record', async () => {
    const space = await newSpace()
    await refreshSpace(refresher(), { space })
    const before = await getSpace(reader(), { space: `space-${number}` })
    const ctx = refresher()
    await expect(refreshSpace(ctx, { space })).resolves.toMatchObject({ outcome: 'published', changes: 0 })
    const after = await getSpace(reader(), { space: `space-${number}` })
    expect(after.asOf?.getTime()).toBeGreaterThan(before.asOf?.getTime() ?? 0)
    expect(await auditOf(ctx)).toEqual([])
  })

  it('follows databases that are renamed, even two that swap their names, by the ids of the catalog', async () => {
    const space = await newSpace(sdlOf('R', { A: 'name: String', B: 'name: String' }))
    const catalogOf = (one: string, other: string) => ({
      databases: [one, other].map((name, index) => ({
        id: `id-${index}`,
        rawName: `R/${name}`,
        space: 'R',
        description: '',
        color: null,
        fields: [],
      })),
    })
    await refreshSpace(refresher(), { space, catalog: catalogOf('A', 'B') })
    await expect(refreshSpace(refresher(), { space, catalog: catalogOf('B', 'A') })).resolves.toMatchObject({
      changes: 2,
    })
    const { databases } = await getSpace(reader(), { space: `space-${number}` })
    // The addresses follow the databases, not the names.
    expect(databases.map(({ name, slug }) => [name, slug])).toEqual([
      ['B', 'a'],
      ['A', 'b'],
    ])
  })
})

describe('order and single flight', () => {
  it('two at once ask the workspace once, and both tell its end', async () => {
    const space = await newSpace()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    fibery.space(space, (request, response) => {
      void held.then(async () => {
        const { introspectionOf } = await import('@/lib/testing/fibery')
        json(introspectionOf(sdlOf(space, { Guide: '' })))(request, response)
      })
    })
    const running = [refreshSpace(refresher(), { space }), refreshSpace(refresher(), { space })]
    await vi.waitFor(() => expect(fibery.asked(space)).toBe(1))
    expect((await getSpace(reader(), { space: `space-${number}` })).refreshingSince).not.toBeNull()
    release()
    const results = await Promise.all(running)
    expect(results.map(({ outcome, databases }) => [outcome, databases])).toEqual([
      ['published', 1],
      ['published', 1],
    ])
    expect(fibery.asked(space)).toBe(1)
  })

  it('one that began earlier never overwrites one that began later', async () => {
    const space = await newSpace()
    const early = await fetchSpace(refresher(), { space, claimant: 'early', catalog: null })
    // It hangs for longer than a claim lasts; meanwhile a later one is put in force.
    await db().kbDiscovery.update({
      where: { id: early.discoveryId },
      data: { startedAt: new Date(Date.now() - 10 * 60_000) },
    })
    fibery.space(space, sdlOf(space, { Newer: '' }))
    await refreshSpace(refresher(), { space })
    await expect(publishDiscovery(refresher(), { discoveryId: early.discoveryId })).resolves.toMatchObject({
      outcome: 'superseded',
    })
    const { databases } = await getSpace(reader(), { space: `space-${number}` })
    expect(databases.map(({ name }) => name)).toEqual(['Newer'])
  })

  it('a failure of one that began earlier is not told over a later success', async () => {
    const space = await newSpace()
    fibery.space(space, (_, response) => response.socket?.destroy())
    const early = await fetchSpace(refresher(), { space, claimant: 'early', catalog: null })
    expect(early.state).toBe('failed')
    fibery.space(space, sdlOf(space, { Guide: '' }))
    await refreshSpace(refresher(), { space })
    const { saveFailed } = await import('./repository/discoveries')
    const row = await db().kbDiscovery.findUniqueOrThrow({ where: { id: early.discoveryId } })
    await saveFailed(row, { code: 'TIMEOUT', detail: '' })
    expect((await getSpace(reader(), { space: `space-${number}` })).failure).toBeNull()
  })

  it('a claim whose run died is anybody’s after its lease, and its own run takes it up before', async () => {
    const space = await newSpace()
    const { claimDiscovery } = await import('./repository/discoveries')
    const dead = await claimDiscovery(space, 'dead')
    expect((await claimDiscovery(space, 'other'))?.mine).toBe(false)
    expect(await claimDiscovery(space, 'dead')).toEqual(dead)
    await db().kbDiscovery.update({
      where: { id: dead?.discovery.id ?? '' },
      data: { startedAt: new Date(Date.now() - 10 * 60_000) },
    })
    expect((await claimDiscovery(space, 'other'))?.mine).toBe(true)
    const row = await db().kbDiscovery.findUnique({ where: { id: dead?.discovery.id ?? '' } })
    expect(row).toMatchObject({ outcome: 'failed', failureCode: 'ABANDONED' })
  })

  it('publishing twice answers the same and records once', async () => {
    const space = await newSpace()
    const ctx = refresher()
    const { discoveryId } = await fetchSpace(ctx, { space, claimant: 'run', catalog: null })
    const first = await publishDiscovery(ctx, { discoveryId })
    await expect(publishDiscovery(ctx, { discoveryId })).resolves.toEqual(first)
    expect(await auditOf(ctx)).toHaveLength(1)
  })
})

describe('the whole workspace', () => {
  beforeEach(async () => {
    await db().kbSpace.deleteMany()
    await db().kbCatalog.deleteMany()
  })

  it('finds the spaces by the catalog; one that leaves it is a tombstone, one that returns is itself again', async () => {
    expect(await needsFirstSnapshot()).toBe(true)
    fibery.space('Changes', sdlOf('Changes', { Guide: '' }))
    fibery.space('Café', sdlOf('Café', { Guide: '' }))
    fibery.catalog([catalogType('Changes/Guide', 'g', 'How to'), catalogType('Café/Guide', 'c')])
    const ctx = refresher()
    const results = await refreshAll(ctx)
    expect(results.map(({ space, outcome }) => [space, outcome])).toEqual([
      ['Changes', 'published'],
      ['Café', 'published'],
    ])
    expect(await needsFirstSnapshot()).toBe(false)
    expect((await auditOf(ctx)).map(({ action }) => action)).toEqual([
      'knowledge.spacesChanged',
      'knowledge.published',
      'knowledge.published',
    ])
    const all = await listSpaces(reader(), { q: '' })
    // `changes` is a page of the portal's own.
    expect(all.spaces.map(({ name, slug, isDemo }) => [name, slug, isDemo])).toEqual([
      ['Café', 'cafe', true],
      ['Changes', 'changes-2', true],
    ])
    expect(all.spaces[1]?.databases[0]?.description).toBe('How to')

    fibery.catalog([catalogType('Café/Guide', 'c')])
    await refreshAll(refresher())
    const fewer = await listSpaces(reader(), { q: '' })
    expect(fewer.spaces.map(({ name, goneAt }) => [name, goneAt === null])).toEqual([
      ['Café', true],
      ['Changes', false],
    ])
    expect(fewer.liveSpaces).toBe(1)
    fibery.catalog([catalogType('Changes/Guide', 'g'), catalogType('Café/Guide', 'c')])
    await refreshAll(refresher())
    expect((await listSpaces(reader(), { q: '' })).liveSpaces).toBe(2)
  })

  it('a workspace whose list cannot be read says so and loses nothing', async () => {
    fibery.space('Kept', sdlOf('Kept', { Guide: '' }))
    fibery.catalog([catalogType('Kept/Guide', 'g')])
    await refreshAll(refresher())
    fibery.catalog(null)
    await expect(refreshAll(refresher())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
    const overview = await listSpaces(reader(), { q: '' })
    expect(overview.failure).toMatchObject({ code: 'FORBIDDEN' })
    expect(overview.spaces.map(({ name, goneAt }) => [name, goneAt])).toEqual([['Kept', null]])
  })

  it('the workflow’s steps: one space fails beside the others, and a step done again asks only what it has not', async () => {
    fibery.space('Good', sdlOf('Good', { Guide: '' }))
    fibery.space('Bad', text('<h1>proxy</h1>', 200, 'text/html'))
    fibery.catalog([catalogType('Good/Guide', 'g'), catalogType('Bad/Guide', 'b')])
    const run = randomUUID()
    await fetchSpaces(run)
    const fetched = await fetchSpaces(run)
    expect(fetched.map(({ space, state }) => [space, state])).toEqual([
      ['Good', 'fetched'],
      ['Bad', 'failed'],
    ])
    expect(fibery.asked('Good')).toBe(1)
    expect(fibery.asked('Bad')).toBe(2)
    expect(JSON.stringify(fetched).length).toBeLessThan(500)
    const published = await publishSpaces(run, fetched)
    await expect(publishSpaces(run, fetched)).resolves.toEqual(published)
    expect(published.map(({ space, outcome }) => [space, outcome])).toEqual([
      ['Good', 'published'],
      ['Bad', 'failed'],
    ])
    fibery.space('Good', text('down', 503, 'text/plain'))
    await expect(fetchSpaces(randomUUID())).rejects.toMatchObject({ name: 'ConnectorError', retryable: true })
  })
})

describe('reading', () => {
  it.each([
    ['spaces', (ctx: Ctx) => listSpaces(ctx, { q: '' })],
    ['a space', (ctx: Ctx) => getSpace(ctx, { space: 'x' })],
    ['a database', (ctx: Ctx) => getDatabase(ctx, { space: 'x', database: 'y' })],
    ['changes', (ctx: Ctx) => listChanges(ctx, { page: 1 })],
  ])('%s: refused and recorded without the right', async (_name, read) => {
    const ctx = ctxOf('refresh:knowledge')
    await expect(read(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await auditOf(ctx))[0]).toMatchObject({ action: 'right.refused', outcome: 'refused' })
  })

  it('is not found for a space, and a database, that are not there', async () => {
    const space = await newSpace()
    await refreshSpace(refresher(), { space })
    await expect(getSpace(reader(), { space: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getDatabase(reader(), { space: `space-${number}`, database: 'no' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('finds spaces, databases and fields by name, without regard to case and accents', async () => {
    const space = await newSpace(sdlOf('S', { Reception: 'name: String', Other: 'crateSize: Int' }))
    await db().kbDatabase.deleteMany({ where: { space: { name: { not: space } } } })
    await refreshSpace(refresher(), { space })
    const hits = async (q: string) =>
      (await listSpaces(reader(), { q })).spaces.map(({ name, databases }) => [
        name,
        databases.map((one) => one.name),
      ])
    expect(await hits('réCEPT')).toEqual([[space, ['Reception']]])
    expect(await hits('cratesize')).toEqual([[space, ['Other']]])
    expect(await hits(space)).toEqual([[space, []]])
    expect(await hits('%')).toEqual([])
  })

  it('shows where a field leads: to a database known here with its address, elsewhere by name', async () => {
    const space = await newSpace(realSchemas()[2]?.sdl)
    await refreshSpace(refresher(), { space })
    const { fields } = await getDatabase(reader(), { space: `space-${number}`, database: 'thing' })
    const leads = new Map(fields.map(({ name, relation }) => [name, relation]))
    expect(leads.get('name')).toBeNull()
    expect(leads.get('type')?.to).toMatchObject({ databaseSlug: 'type' })
    const elsewhere = [...leads.values()].find((relation) => relation?.label === 'Ideation / Idea')
    expect(elsewhere).toEqual({ label: 'Ideation / Idea', to: null })
  })
})
