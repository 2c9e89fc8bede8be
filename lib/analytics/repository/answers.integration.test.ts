import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { forgetAnswers } from '@/lib/testing/analytics'
import type { QueryKey } from '../model'
import { findAnswer, saveAnswer, sweepAnswers, touchAnswers } from './answers'
import { admitFlight, sweepFlights, takeFlight } from './flights'

beforeEach(forgetAnswers)

async function keep(
  key: string,
  { bytes = 10, asOf = new Date('2026-01-01T00:00:00Z') } = {},
): Promise<void> {
  await saveAnswer({
    ...{ key, flight: crypto.randomUUID(), queryKey: 'q' as QueryKey, engine: 'test' },
    ...{ columns: [], body: Buffer.alloc(bytes), rows: 0, truncated: false, bytes, asOf, elapsedMs: 1 },
  })
}

async function askedAgo(key: string, days: number): Promise<void> {
  await db()
    .$executeRaw`UPDATE analytics_answer SET asked_at = clock_timestamp() - ${days}::float8 * interval '1 day' WHERE key = ${key}`
}

async function keys(): Promise<string[]> {
  const rows = await db().analyticsAnswer.findMany({ orderBy: { key: 'asc' } })
  return rows.map(({ key }) => key)
}

describe('kept answers', () => {
  it('go when nobody has asked for them in so many days', async () => {
    await keep('a')
    await keep('b')
    await askedAgo('a', 31)
    await askedAgo('b', 29)
    expect(await sweepAnswers({ days: 30, bytes: 1_000 })).toBe(1)
    expect(await keys()).toEqual(['b'])
  })

  it('go beyond so many bytes in all, those first that were asked for longest ago', async () => {
    for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
      await keep(key, { bytes: 100 })
      await askedAgo(key, 10 - index)
    }
    expect(await sweepAnswers({ days: 30, bytes: 250 })).toBe(2)
    expect(await keys()).toEqual(['c', 'd'])
    expect(await sweepAnswers({ days: 30, bytes: 250 })).toBe(0)
  })

  it('stay longer when they are asked for', async () => {
    await keep('a')
    await askedAgo('a', 31)
    await touchAnswers(['a'])
    expect(await sweepAnswers({ days: 30, bytes: 1_000 })).toBe(0)
  })

  it('are not replaced by one that began earlier and came late', async () => {
    await keep('a', { asOf: new Date('2026-01-02T00:00:00Z'), bytes: 2 })
    await keep('a', { asOf: new Date('2026-01-01T00:00:00Z'), bytes: 1 })
    expect((await findAnswer('a', null))?.bytes).toBe(2)
    await keep('a', { asOf: new Date('2026-01-03T00:00:00Z'), bytes: 3 })
    expect((await findAnswer('a', null))?.bytes).toBe(3)
  })

  it('are sent without their rows to whoever holds them', async () => {
    const asOf = new Date('2026-01-02T00:00:00.123Z')
    await keep('a', { asOf })
    expect((await findAnswer('a', asOf))?.body).toBeNull()
    expect((await findAnswer('a', new Date('2026-01-02T00:00:00.122Z')))?.body).toHaveLength(10)
  })
})

describe('flights', () => {
  const flight = (key: string) => ({
    ...{ key, flight: crypto.randomUUID(), queryKey: 'q' as QueryKey, place: 'test' },
    ...{ purpose: 'page' as const, askedBy: `user:${key}` },
  })

  it('are taken by one of many who try at once, and anew when their holder is dead', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeFlight(flight('a'))))
    expect(taken.filter(Boolean)).toHaveLength(1)
    await db().$executeRaw`UPDATE analytics_flight SET lease_until = clock_timestamp() - interval '1 second'`
    expect(await takeFlight(flight('a'))).toBe(true)
    expect(await takeFlight(flight('a'))).toBe(false)
  })

  it('begin one too few rather than one too many when many are admitted at once', async () => {
    const flights = Array.from({ length: 12 }, (_, index) => flight(`k${index}`))
    for (const one of flights) await takeFlight(one)
    const places = { ofEngine: 4, ofReader: 3 }
    const states = await Promise.all(flights.map((one) => admitFlight(one, places)))
    expect(states.filter(({ state }) => state === 'began')).toHaveLength(4)
    expect(states.slice(0, 4).every(({ state }) => state === 'began')).toBe(true)
  })

  it('of the dead hold no place', async () => {
    const places = { ofEngine: 1, ofReader: 3 }
    const [dead, living] = [flight('a'), flight('b')]
    await takeFlight(dead)
    expect((await admitFlight(dead, places)).state).toBe('began')
    await takeFlight(living)
    expect((await admitFlight(living, places)).state).toBe('engine')
    await db()
      .$executeRaw`UPDATE analytics_flight SET lease_until = clock_timestamp() - interval '1 second' WHERE key = 'a'`
    expect((await admitFlight(living, places)).state).toBe('began')
  })

  it('that were left behind are swept', async () => {
    await takeFlight(flight('a'))
    await takeFlight(flight('b'))
    await db()
      .$executeRaw`UPDATE analytics_flight SET lease_until = clock_timestamp() - interval '2 minutes' WHERE key = 'a'`
    await sweepFlights()
    expect((await db().analyticsFlight.findMany()).map(({ key }) => key)).toEqual(['b'])
  })
})
