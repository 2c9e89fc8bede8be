import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { search } from '@/lib/search/service/search'
import { type EntityRow, spaceWithEntities } from '@/lib/testing/fibery-entities'
import { type Answer, json, text } from '@/lib/testing/http-server'
import { auditOf, personWith, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { entitiesQuery } from '../schema'
import { publications } from '../search'
import { listEntities } from './list-entities'
import { readAllEntities } from './read-all-entities'
import { readEntities } from './read-entities'
import { refreshAll } from './refresh'

const fibery = await vi.hoisted(async () => {
  const { fiberyWorkspace, inAHurry } = await import('@/lib/testing/fibery-workspace')
  inAHurry({ timeoutMs: 300, budgetMs: 900 })
  return await fiberyWorkspace({ FIBERY_SPACES: 'Things', FIBERY_ENTITY_LIMIT: '300' })
})

const FIELDS = 'publicId: String name: String modificationDate: String creationDate: String'
const SDL = spaceSdl('Things', { Crate: FIELDS, Label: FIELDS })

const row = (n: number, name = `Thing ${n}`): EntityRow => ({
  id: `id-${String(n).padStart(5, '0')}`,
  publicId: String(n + 1),
  name,
  creationDate: '2026-01-05T08:00:00.000Z',
  modificationDate: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
})
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n))

const crates: EntityRow[] = []
const fill = (...some: EntityRow[]) => void crates.splice(0, crates.length, ...some)
const answering = () => fibery.space('Things', spaceWithEntities(SDL, { findCrates: crates, findLabels: [] }))

let databaseId: string
const read = () => readEntities(refresher(), { databaseId, claimant: randomUUID() })
const list = (more: Record<string, unknown> = {}) =>
  listEntities(reader(), { space: 'things', database: 'crate', ...entitiesQuery.parse(more) })
const titles = async (more: Record<string, unknown> = {}) =>
  (await list(more)).entities.map(({ title }) => title)
const find = async (q: string, ctx = reader()) =>
  (await search(ctx, publications, { q, kind: 'kbEntity', limit: 5, offset: 0 })).sections.flatMap(
    ({ hits }) => hits,
  )
const idOf = async (slug: string) => (await db().kbDatabase.findFirstOrThrow({ where: { slug } })).id

beforeAll(async () => {
  answering()
  await refreshAll(refresher())
  databaseId = await idOf('crate')
})
beforeEach(async () => {
  await db().kbEntity.deleteMany()
  await db().kbEntityReading.deleteMany()
  fill()
  answering()
})

describe('reading a database’s entities', () => {
  it('puts them in force, with links, and lets them be found', async () => {
    fill(row(0, 'Bottle crate'), row(1, 'Apple crate'))
    const ctx = refresher()
    expect(await readEntities(ctx, { databaseId, claimant: 'r' })).toMatchObject({
      outcome: 'published',
      read: 2,
    })
    const { entities, live, reading } = await list()
    expect([live, reading?.cutAt, reading?.failure]).toEqual([2, null, null])
    expect(entities.map(({ title, key, href }) => [title, key, href])).toEqual([
      ['Apple crate', '2', `${fibery.url}/Things/Crate/2`],
      ['Bottle crate', '1', `${fibery.url}/Things/Crate/1`],
    ])
    expect(await find('apple')).toEqual([
      { kind: 'kbEntity', title: 'Apple crate', href: '/kb/things/crate/2', detail: 'Crate · Things' },
    ])
    expect(await find('apple', personWith('read:product'))).toEqual([])
    expect(await auditOf(ctx)).toEqual([
      { action: 'knowledge.entitiesRead', outcome: 'done', subjectKind: 'kbDatabase' },
    ])
  })

  it('that finds nothing new writes nothing', async () => {
    fill(row(0))
    await read()
    const before = await db().$queryRaw<{ xmin: string }[]>`SELECT xmin::text FROM kb_entity`
    const ctx = refresher()
    await readEntities(ctx, { databaseId, claimant: 'again' })
    expect(await db().$queryRaw`SELECT xmin::text FROM kb_entity`).toEqual(before)
    expect(await auditOf(ctx)).toEqual([])
  })

  it('is refused to a reader, and that is recorded', async () => {
    const ctx = reader()
    await expect(readEntities(ctx, { databaseId, claimant: 'r' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await auditOf(ctx)).map(({ outcome }) => outcome)).toEqual(['refused'])
    const stranger = personWith('read:product')
    const asked = { space: 'things', database: 'crate', ...entitiesQuery.parse({}) }
    await expect(listEntities(stranger, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await auditOf(stranger)).map(({ outcome }) => outcome)).toEqual(['refused'])
    await expect(listEntities(reader(), { ...asked, database: 'none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('puts a tombstone on what is missing, and takes it away when it is back', async () => {
    fill(row(0, 'Bottle crate'), row(1, 'Apple crate'))
    await read()
    fill(row(0, 'Bottle crate'))
    await read()
    expect([await titles(), await titles({ gone: '1' })]).toEqual([['Bottle crate'], ['Apple crate']])
    expect((await find('apple'))[0]?.state).toBe('gone')
    fill(row(0, 'Bottle crate'), row(1, 'Apple crate'))
    await read()
    expect([await titles(), await titles({ gone: '1' })]).toEqual([['Apple crate', 'Bottle crate'], []])
  })

  it('renamed, it is one and the same', async () => {
    fill(row(0, 'Bottle crate'))
    await read()
    fill(row(0, 'Box'))
    await read()
    expect([await titles(), (await list()).gone]).toEqual([['Box'], 0])
    expect((await find('box'))[0]?.href).toBe('/kb/things/crate/1')
    expect(await find('bottle')).toEqual([])
  })

  it('of more than the portal keeps tells so, and buries nothing that it did not look for', async () => {
    fill(...rows(299))
    await read()
    fill(...rows(450))
    await db().kbDatabase.update({
      where: { id: databaseId },
      data: { entityCount: 450, countedAt: new Date() },
    })
    await read()
    const { live, gone, reading } = await list()
    expect([live, gone, reading?.cutAt]).toEqual([450, 0, 300])
    await db().kbDatabase.update({ where: { id: databaseId }, data: { entityCount: null, countedAt: null } })
  })
})

/** Answers the first question, and then fails: a part of the whole. */
function failingAfter(first: Answer, then: Answer): Answer {
  let asked = 0
  return (request, response) => {
    asked += 1
    ;(asked > 1 ? then : first)(request, response)
  }
}

const FAULTS: [string, Answer, string][] = [
  ['stalls', () => {}, 'TIMEOUT'],
  ['refuses the key', text('Unauthorized', 401, 'text/plain'), 'UNAUTHORIZED'],
  ['is asked too often', text('Too Many Requests', 429, 'text/plain'), 'RATE_LIMITED'],
  ['has a fault of its own', json({ name: 'unexpected-error' }, 500), 'SERVER_FAULT'],
  ['is out of order', text('<h1>Bad gateway</h1>', 502, 'text/html'), 'SERVER_ERROR'],
  ['is a proxy', text('<h1>Sign in</h1>', 200, 'text/html'), 'WRONG_CONTENT_TYPE'],
  ['tells a part', json({ data: { entities: [row(1)] }, errors: [{ message: 'x' }] }), 'GRAPHQL_ERRORS'],
  ['refuses', json({ errors: [{ message: 'x' }] }), 'GRAPHQL_REFUSED'],
  ['tells nothing', json({}), 'NO_DATA'],
  ['tells something else', json({ data: { entities: 'none' } }), 'SHAPE'],
  ['names no id', json({ data: { entities: [{ name: 'x' }] } }), 'SHAPE'],
  [
    'is cut',
    (_, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .write('{"data"', () => response.socket?.destroy()),
    'CONNECTION_CUT',
  ],
]

describe('when Fibery fails', () => {
  it.each(FAULTS)(
    'because it %s, in the middle: what was read before stays, with its age and the fault',
    async (_, fault, code) => {
      fill(row(0, 'Bottle crate'))
      await read()
      const before = await list()
      fill(...rows(250))
      fibery.space('Things', failingAfter(spaceWithEntities(SDL, { findCrates: crates }), fault))
      const ctx = refresher()
      expect(await readEntities(ctx, { databaseId, claimant: 'r' })).toMatchObject({
        outcome: 'failed',
        failure: { code },
      })
      const after = await list()
      expect(after.entities).toEqual(before.entities)
      expect(after.reading).toMatchObject({ asOf: before.reading?.asOf, failure: { code } })
      expect((await auditOf(ctx)).map(({ outcome }) => outcome)).toEqual(['failed'])
      answering()
      await read()
      expect((await list()).reading?.failure).toBeNull()
    },
  )

  it('a reading that began earlier is never put in force after a later one', async () => {
    fill(row(0, 'Old'))
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const asked = new Promise<void>((resolve) => {
      const old = spaceWithEntities(SDL, { findCrates: [row(0, 'Old')] })
      fibery.space('Things', (request, response) => {
        resolve()
        void held.then(() => old(request, response))
      })
    })
    const earlier = read()
    await asked
    fibery.space('Things', spaceWithEntities(SDL, { findCrates: [row(0, 'New')] }))
    expect(await read()).toMatchObject({ outcome: 'published' })
    letGo()
    expect(await earlier).toMatchObject({ outcome: 'superseded' })
    expect(await titles()).toEqual(['New'])
  })
})

describe('reading all databases', () => {
  it('goes on where it was: what this run has read is not asked again', async () => {
    fill(row(0))
    await readEntities(refresher(), { databaseId, claimant: 'the run' })
    const asked = () => fibery.heard.filter(({ body }) => body.includes('findCrates(')).length
    const before = asked()
    expect(await readAllEntities(refresher(), { claimant: 'the run' })).toEqual({
      databases: 1,
      entities: 0,
      failed: 0,
    })
    expect(asked()).toBe(before)
    expect(await readAllEntities(refresher(), { claimant: 'another' })).toEqual({
      databases: 2,
      entities: 1,
      failed: 0,
    })
  })

  it('tells beside the others of one that fails, and fails itself when all do', async () => {
    fill(row(0))
    const well = spaceWithEntities(SDL, { findCrates: crates })
    fibery.space('Things', (request, response) =>
      (request.body.includes('findLabels(') ? json({}) : well)(request, response),
    )
    expect(await readAllEntities(refresher(), { claimant: 'a' })).toEqual({
      databases: 2,
      entities: 1,
      failed: 1,
    })
    fibery.space('Things', text('Unauthorized', 401, 'text/plain'))
    await expect(readAllEntities(refresher(), { claimant: 'b' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    })
    expect(await titles()).toEqual(['Thing 0'])
  })
})
