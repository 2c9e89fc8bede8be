import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { type FedDatabase, fedDatabase, fedEntity } from '@/lib/testing/fed-database'
import { text } from '@/lib/testing/http-server'
import { personWith } from '@/lib/testing/knowledge'
import { addSegment, removeProductsAndSegments } from '@/lib/testing/segments'
import { syncJobCtx } from '../jobs'
import { listMappings } from './list-mappings'
import { applyReading, readMapping, syncMapping } from './sync-records'
import { trySync } from './try-sync'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const server = await startFiberyServer()
  process.env.FIBERY_URL = server.url
  process.env.FIBERY_TOKEN = 'token'
  return server
})

const key = 'process-segments'
let database: FedDatabase

beforeAll(async () => {
  database = fedDatabase(fibery)
  await database.discover()
})
afterAll(() => fibery.close())

beforeEach(async () => {
  await db().syncReading.deleteMany()
  await removeProductsAndSegments()
  database.holds()
})

const job = () => syncJobCtx(randomUUID())
const sync = (ctx: Ctx = job()) => syncMapping(ctx, { key, claimant: ctx.requestId })
const stored = (code: string) => db().processSegment.findUnique({ where: { codeKey: code.toLowerCase() } })
const readings = () => db().syncReading.findMany({ orderBy: { startedAt: 'asc' } })

describe('a sync of a mapping', () => {
  it('reads the workspace, carries out what it tells, and keeps what became of it', async () => {
    database.holds(
      fedEntity('1', 'EX-1', { description: { text: 'Warm', html: '' }, minutes: 90 }),
      fedEntity('2', 'EX-2', { parent: '1', temperature: 66, speed: 52, speedUnit: 'turns a minute' }),
      fedEntity('3', ''),
    )
    const ctx = job()
    const { outcome, plan } = await sync(ctx)
    expect(outcome).toBe('applied')
    expect(plan?.counts).toEqual({ add: 2, change: 0, same: 0, refuse: 1, gone: 0 })
    expect(await stored('EX-1')).toMatchObject({
      description: 'Warm',
      duration: 'PT1H30M',
      isDemo: true,
      tags: ['roast'],
    })
    expect(await stored('EX-2')).toMatchObject({
      source: 'fibery/process-segments',
      parameters: [
        {
          id: 'Temperature',
          value: '66',
          unit: 'Cel',
          valueType: 'decimal',
          description: 'Held during the step',
        },
        { id: 'Speed', value: '52', unit: '/min', valueType: 'decimal', description: '' },
      ],
    })
    expect(await readings()).toMatchObject([
      {
        outcome: 'applied',
        content: null,
        summary: {
          counts: { add: 2, refuse: 1 },
          refused: [{ label: '“Step” (no. 3)', reasons: ['Give a code.'] }],
        },
      },
    ])
    const audit = await db().auditEvent.findMany({
      where: { requestId: ctx.requestId },
      orderBy: { at: 'asc' },
    })
    expect(
      audit.map(({ action, actorId, subjectKind }) => `${action} ${actorId} ${subjectKind}`).sort(),
    ).toEqual([
      'segment.synced sync-records segment',
      'segment.synced sync-records segment',
      'sync.applied sync-records mapping',
    ])
  })

  it('is tried without a write, and says what would be added, changed, left, refused and gone', async () => {
    database.holds(fedEntity('1', 'EX-1'), fedEntity('2', 'EX-2'), fedEntity('3', 'EX-3'))
    await sync()
    await addSegment('EX-4')
    database.holds(
      fedEntity('1', 'EX-1'),
      fedEntity('2', 'EX-2', { name: 'Otherwise' }),
      fedEntity('4', 'EX-4'),
      fedEntity('5', 'EX-5', { parent: '6' }),
      fedEntity('6', 'EX-6', { parent: '5' }),
      fedEntity('7', 'EX-7'),
    )
    const before = await db().auditEvent.count()
    const { outcome, plan } = await trySync(
      personWith('read:segment', 'read:knowledge', 'refresh:knowledge'),
      { key },
    )
    expect(outcome).toBe('tried')
    expect(
      plan?.entries.map((entry) => `${entry.code} ${entry.outcome} ${entry.reasons.join(' ')}`.trim()),
    ).toEqual([
      'EX-1 same',
      'EX-2 change',
      'EX-4 refuse The code EX-4 is that of a segment kept in the portal, which is not written over: rename one of the two.',
      'EX-5 refuse It would stand below itself: EX-5 → EX-6 → EX-5.',
      'EX-6 refuse It would stand below itself: EX-6 → EX-5 → EX-6.',
      'EX-7 add',
      expect.stringMatching(/^EX-3 gone/),
    ])
    expect(await stored('EX-7')).toBeNull()
    expect(await readings()).toHaveLength(1)
    expect(await db().auditEvent.count()).toBe(before)
  })

  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => fedEntity(String(1000 + n), `P-${n}`))

  it('reads more than one page until two readings are alike', async () => {
    database.holds(...many(230))
    const before = database.pagesAsked()
    expect((await sync()).plan?.counts.add).toBe(230)
    expect(database.pagesAsked() - before).toBe(6)
  }, 30_000)

  it('takes nothing for gone that slipped between two pages while somebody deleted another', async () => {
    const all = many(150)
    database.holds(...all)
    await sync()
    // The first is deleted after the first page: what stood at the second page's beginning slips into the first one.
    const left = all.slice(1)
    database.onPage((page) => {
      if (page === 2) database.holds(...left)
    })
    const { plan } = await sync()
    database.onPage(() => {})
    expect(plan?.counts).toMatchObject({ gone: 1, same: 149 })
    expect(await stored('P-0')).toMatchObject({ goneAt: expect.any(Date) })
    expect(await stored('P-100')).toMatchObject({ goneAt: null })
  }, 30_000)

  it('fails with the reason, keeps what was there, and goes on the next time', async () => {
    database.holds(fedEntity('1', 'EX-1'))
    await sync()
    fibery.space('Product Handbook', text('Unauthorized', 401, 'text/plain'))
    const failed = await sync()
    expect(failed).toMatchObject({ outcome: 'failed', plan: null, failure: { code: 'UNAUTHORIZED' } })
    expect(failed.failure?.words).toMatch(
      /^Fibery does not accept the portal's key\. .*\(UNAUTHORIZED, status 401\)$/,
    )
    expect(await stored('EX-1')).toMatchObject({ goneAt: null })
    const reader = personWith('read:workflow', 'read:knowledge')
    const [view] = (await listMappings(reader)).views
    expect(view).toMatchObject({
      faults: [],
      applied: { outcome: 'applied', summary: { counts: { add: 1 } } },
      last: { outcome: 'failed', failure: { detail: expect.stringMatching(/does not accept/) } },
    })
    database.holds(fedEntity('1', 'EX-1', { name: 'Renamed' }))
    expect((await sync()).plan?.counts.change).toBe(1)
  })

  it('is told what of the mapping does not fit the database any more, and reads nothing', async () => {
    await database.discover((sdl) =>
      sdl
        .replace(/"Product Handbook\/Speed Unit".*\n/, '')
        .replace('temperature: Float', 'temperature: [Float]'),
    )
    const asked = database.pagesAsked()
    const { outcome, failure } = await sync()
    expect(outcome).toBe('failed')
    expect(failure?.words).toMatch(
      /^mappings\/process-segments\.yaml: parameters\.Temperature: “Temperature” is \[Float\]: a text or a number is needed\. mappings\/process-segments\.yaml: parameters\.Speed \(unit\): the database Process Segment has no field “Speed Unit” any more\. It has /,
    )
    expect(database.pagesAsked()).toBe(asked)
    const [view] = (await listMappings(personWith('read:workflow', 'read:knowledge'))).views
    expect(view?.faults).toHaveLength(2)
    expect(view?.fields.find(({ to }) => to === 'name')).toMatchObject({
      found: { name: 'name', type: 'String' },
      fault: null,
    })
    await database.discover()
  })

  it('that began before the one carried out last changes nothing', async () => {
    database.holds(fedEntity('1', 'EX-1', { name: 'Old' }))
    const early = job()
    const read = await readMapping(early, { key, claimant: 'early' })
    const longAgo = new Date(Date.now() - 20 * 60_000)
    const { content } = await db().syncReading.update({
      where: { id: read.readingId },
      data: { startedAt: longAgo },
    })
    database.holds(fedEntity('1', 'EX-1', { name: 'New' }))
    // Its lease has lapsed: it is put down, and another begins and is carried out.
    expect((await sync()).outcome).toBe('applied')
    await db().syncReading.update({
      where: { id: read.readingId },
      data: { outcome: 'read', content: content as object, failureCode: null },
    })
    expect(await applyReading(early, read)).toMatchObject({ outcome: 'superseded' })
    expect(await stored('EX-1')).toMatchObject({ name: 'New' })
  })

  it('runs once: another that comes meanwhile leaves it to the first', async () => {
    database.holds(fedEntity('1', 'EX-1'))
    const first = await readMapping(job(), { key, claimant: 'first' })
    expect((await sync()).outcome).toBe('joined')
    expect((await applyReading(job(), first)).outcome).toBe('applied')
    expect((await sync()).outcome).toBe('applied')
  })

  it('taken up by its own run goes on with what it read, and done twice changes nothing', async () => {
    database.holds(fedEntity('1', 'EX-1'))
    const asked = database.pagesAsked()
    const ctx = job()
    const first = await readMapping(ctx, { key, claimant: 'run' })
    expect(await readMapping(ctx, { key, claimant: 'run' })).toEqual(first)
    expect(database.pagesAsked()).toBe(asked + 1)
    expect((await applyReading(ctx, first)).plan?.counts.add).toBe(1)
    const events = await db().auditEvent.count()
    expect(await applyReading(ctx, first)).toEqual({ key, outcome: 'applied', plan: null })
    expect(await db().auditEvent.count()).toBe(events)
  })

  it('that cannot be written leaves nothing of itself, and is carried out whole when tried again', async () => {
    database.holds(fedEntity('1', 'EX-1'), fedEntity('2', 'EX-2'))
    const ctx = job()
    const read = await readMapping(ctx, { key, claimant: 'run' })
    const asMigrator = async (sql: string) => {
      const client = new pg.Client({ connectionString: env().DATABASE_MIGRATOR_URL })
      await client.connect()
      await client.query(sql)
      await client.end()
    }
    // The very last statement of the transaction is refused.
    await asMigrator(`ALTER TABLE sync_reading ADD CONSTRAINT stop CHECK (outcome <> 'applied')`)
    await expect(applyReading(ctx, read)).rejects.toThrow()
    expect(await db().processSegment.count()).toBe(0)
    expect(await db().auditEvent.count({ where: { requestId: ctx.requestId } })).toBe(0)
    await asMigrator('ALTER TABLE sync_reading DROP CONSTRAINT stop')
    expect((await applyReading(ctx, read)).plan?.counts.add).toBe(2)
  })

  it.each([
    [
      'without the right to ask the workspace',
      personWith('read:segment', 'edit:segment', 'read:knowledge'),
      'refresh:knowledge',
    ],
    [
      'without the right to change segments',
      personWith('refresh:knowledge', 'read:knowledge'),
      'edit:segment',
    ],
  ])('is refused to somebody %s', async (_who, ctx, right) => {
    database.holds(fedEntity('1', 'EX-1'))
    await expect(sync(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN', details: { right } })
    expect(await stored('EX-1')).toBeNull()
    const [refusal] = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(refusal).toMatchObject({ outcome: 'refused' })
  })

  it('is not tried or looked at without the rights, and a mapping that is not there is not there', async () => {
    const nobody = personWith('read:segment')
    await expect(trySync(nobody, { key })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(listMappings(nobody)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(
      await db().auditEvent.findMany({ where: { actorId: nobody.actor.id, action: 'sync.tried' } }),
    ).toMatchObject([{ outcome: 'refused', subjectKind: 'mapping', subjectId: key }])
    await expect(trySync(job(), { key: 'no-such' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
