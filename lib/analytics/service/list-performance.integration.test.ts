import { beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { reader } from '@/lib/testing/questions'
import type { QueryKey, RunRecord } from '../model'
import { insertRuns } from '../repository'
import { listPerformance } from './list-performance'

const NOW = new Date('2026-11-21T12:00:00Z')

beforeEach(async () => {
  await db().analyticsRun.deleteMany()
})

function operator(): Ctx {
  return { ...reader(undefined, ['read:connection']), now: () => NOW }
}

async function ran(key: string, at: string, given: Partial<RunRecord> = {}, by = reader()): Promise<void> {
  const run: RunRecord = {
    ...{
      queryKey: key as QueryKey,
      parameters: {},
      purpose: 'page',
      engine: 'duckdb',
      startedAt: new Date(at),
    },
    ...{ elapsedMs: 10, queueMs: 0, rows: 1, bytes: 100, outcome: 'done', failure: null },
    ...{ answer: 'fresh', rowScope: 'all', times: 1 },
    ...given,
  }
  await insertRuns([{ actor: by.actor, run }])
}

describe('how the queries did', () => {
  it('is counted by query: asks and who asked, runs, faults, times, what was spared', async () => {
    const somebody = reader()
    for (const elapsedMs of [10, 20, 30, 4_000])
      await ran('slow', '2026-11-21T08:00:00Z', { elapsedMs }, somebody)
    await ran('slow', '2026-11-21T09:00:00Z', { answer: 'kept', times: 7, elapsedMs: 0 })
    await ran('slow', '2026-11-21T09:00:00Z', { answer: 'joined', elapsedMs: 900_000 }, somebody)
    await ran('slow', '2026-11-21T10:00:00Z', { outcome: 'failed', failure: 'no', bytes: null, rows: null })
    await ran('slow', '2026-11-21T10:30:00Z', { outcome: 'timeout', elapsedMs: 120_000, queueMs: 50 })
    await ran('slow', '2026-11-21T11:00:00Z', { outcome: 'cancelled' })
    const { queries } = await listPerformance(operator(), { window: '7d', timeZone: 'UTC' })
    expect(queries).toEqual([
      {
        key: 'slow',
        ...{ asks: 15, readers: 5, runs: 7, failed: 1, timedOut: 1, cancelled: 1 },
        ...{ p50Ms: 20, p95Ms: 4_000, queueP95Ms: 50, bytes: 600 },
        lastFailureAt: new Date('2026-11-21T10:30:00Z'),
      },
    ])
  })

  it('leaves out what lies before the window', async () => {
    await ran('old', '2026-11-13T12:00:00Z')
    await ran('new', '2026-11-21T11:00:00Z')
    const keysOf = async (window: '24h' | '30d') =>
      (await listPerformance(operator(), { window, timeZone: 'UTC' })).queries.map(({ key }) => key)
    expect(await keysOf('24h')).toEqual(['new'])
    expect(await keysOf('30d')).toEqual(['new', 'old'])
  })

  it('is told by day of the reader’s time zone, days without an ask among them', async () => {
    await ran('q', '2026-11-20T23:30:00Z', { elapsedMs: 30 })
    await ran('q', '2026-11-21T11:00:00Z', { outcome: 'failed', elapsedMs: 9 })
    const daysIn = async (timeZone: string) =>
      (await listPerformance(operator(), { window: '24h', timeZone })).days
    expect(await daysIn('UTC')).toEqual([
      { day: '2026-11-20', asks: 1, runs: 1, failed: 0, p95Ms: 30 },
      { day: '2026-11-21', asks: 1, runs: 1, failed: 1, p95Ms: null },
    ])
    expect(await daysIn('Asia/Tokyo')).toEqual([
      { day: '2026-11-20', asks: 0, runs: 0, failed: 0, p95Ms: null },
      { day: '2026-11-21', asks: 2, runs: 2, failed: 1, p95Ms: 30 },
    ])
  })

  it('is refused to those without the right, and that is recorded', async () => {
    const ctx = reader(undefined, ['read:query'])
    await expect(listPerformance(ctx, { window: '7d', timeZone: 'UTC' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'connection.read', outcome: 'refused' },
    ])
  })
})
