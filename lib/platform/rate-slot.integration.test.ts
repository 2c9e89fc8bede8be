import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pool } from './db'
import { createRateSlots, intervalFor, NoRateSlot, SLACK_MS } from './rate-slot'

/**
 * A clock that stands still while anybody works, and goes on to the next who waits once all of them wait: hours of turns in
 * a second of real time. Each wakes late by what `lateBy` says.
 */
function virtualClock(lateBy: () => number) {
  const base = new Date('2026-01-01T00:00:00Z').getTime()
  const waiting: { at: number; wake: () => void }[] = []
  let nowMs = 0
  let working = 0
  const goOn = () => {
    if (working > 0) return
    waiting.sort((one, other) => one.at - other.at)
    const next = waiting.shift()
    if (next === undefined) return
    nowMs = Math.max(nowMs, next.at)
    working += 1
    next.wake()
  }
  const sleep = (ms: number) =>
    new Promise<void>((wake) => {
      waiting.push({ at: nowMs + ms, wake })
      working -= 1
      goOn()
    })
  return {
    now: () => nowMs,
    sleep,
    clock: {
      nowMs: () => nowMs,
      pause: async (ms: number) => await sleep(ms + lateBy()),
      databaseNow: () => new Date(base + nowMs),
    },
    /** All of them at once; each begins as somebody who works. */
    run: async (people: (() => Promise<void>)[]) => {
      working = people.length
      await Promise.all(
        people.map(async (person) => {
          await person()
          working -= 1
          goOn()
        }),
      )
    },
  }
}

/** The most that any sliding second, as the receiver counts, held. */
function mostInASecond(arrivals: readonly number[]): number {
  const sorted = arrivals.toSorted((one, other) => one - other)
  return Math.max(...sorted.map((at) => sorted.filter((other) => other >= at && other < at + 1_000).length))
}

describe('the property, by a clock of its own', () => {
  const callers = fc.array(
    fc.record({
      token: fc.integer({ min: 0, max: 3 }),
      calls: fc.integer({ min: 1, max: 6 }),
      thinksMs: fc.integer({ min: 0, max: 900 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  // What the limiter promises to bear: late by a tenth of a second (later takes another turn), delayed by a quarter more.
  const lateness = fc.infiniteStream(
    fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 101, max: 3_000 })),
  )
  const delays = fc.infiniteStream(fc.integer({ min: 0, max: SLACK_MS }))

  it('no sliding second holds more than a token’s three and a workspace’s seven, whoever calls, however late', async () => {
    await fc.assert(
      fc.asyncProperty(callers, lateness, delays, async (given, late, delayed) => {
        const run = randomUUID()
        const time = virtualClock(() => late.next().value ?? 0)
        const arrivals: { token: number; at: number }[] = []
        await time.run(
          given.map(({ token, calls, thinksMs }) => async () => {
            const acquire = createRateSlots({
              pool: pool(),
              rates: [
                { key: `${run} token ${token}`, intervalMs: intervalFor(3) },
                { key: `${run} workspace`, intervalMs: intervalFor(7) },
              ],
              maxWaitMs: 3_600_000,
              clock: time.clock,
            })
            for (let call = 0; call < calls; call += 1) {
              await acquire()
              arrivals.push({ token, at: time.now() + (delayed.next().value ?? 0) })
              if (thinksMs > 0) await time.sleep(thinksMs)
            }
          }),
        )
        expect(arrivals).toHaveLength(given.reduce((sum, { calls }) => sum + calls, 0))
        expect(mostInASecond(arrivals.map(({ at }) => at))).toBeLessThanOrEqual(7)
        for (const [, own] of Map.groupBy(arrivals, ({ token }) => token))
          expect(mostInASecond(own.map(({ at }) => at))).toBeLessThanOrEqual(3)
      }),
      { numRuns: 25 },
    )
  })

  it('the property can fail: turns as far apart as the limit asks, and no further, do not bear any delay', async () => {
    const key = randomUUID()
    const time = virtualClock(() => 0)
    const arrivals: number[] = []
    await time.run([
      async () => {
        const acquire = createRateSlots({
          pool: pool(),
          rates: [{ key, intervalMs: 1_000 / 3 }],
          maxWaitMs: 60_000,
          clock: time.clock,
        })
        for (let call = 0; call < 4; call += 1) {
          await acquire()
          arrivals.push(time.now() + (call === 0 ? SLACK_MS : 0))
        }
      },
    ])
    expect(mostInASecond(arrivals)).toBeGreaterThan(3)
  })

  it('nobody starves: callers that never stop asking have their turns one after the other', async () => {
    const key = randomUUID()
    const time = virtualClock(() => 0)
    const order: number[] = []
    await time.run(
      [0, 1, 2, 3].map((by) => async () => {
        const acquire = createRateSlots({
          pool: pool(),
          rates: [{ key, intervalMs: intervalFor(3) }],
          maxWaitMs: 60_000,
          clock: time.clock,
        })
        for (let call = 0; call < 10; call += 1) {
          await acquire()
          order.push(by)
        }
      }),
    )
    for (let round = 0; round < 10; round += 1)
      expect(new Set(order.slice(round * 4, round * 4 + 4)).size).toBe(4)
  })
})

describe('turns for all replicas together', () => {
  it('no sliding window holds more than its limit, and none of four callers starves', async () => {
    // Scaled: 20 a second instead of 3, so that the test takes two seconds.
    const perSecond = 20
    const rates = [{ key: randomUUID(), intervalMs: intervalFor(perSecond) }]
    const calls: { at: number; by: number }[] = []
    const ends = performance.now() + 2_000
    await Promise.all(
      [0, 1, 2, 3].map(async (by) => {
        const acquire = createRateSlots({ pool: pool(), rates, maxWaitMs: 5_000 })
        while (performance.now() < ends) {
          await acquire()
          calls.push({ at: performance.now(), by })
        }
      }),
    )
    calls.sort((one, other) => one.at - other.at)
    for (const { at } of calls) {
      const within = calls.filter((call) => call.at >= at && call.at < at + 1_000)
      expect(within.length).toBeLessThanOrEqual(perSecond)
    }
    expect(calls.length).toBeGreaterThan(15)
    for (const by of [0, 1, 2, 3])
      expect(calls.filter((call) => call.by === by).length).toBeGreaterThan(calls.length / 8)
  })

  it('the slower of two rates decides', async () => {
    const slow = { key: `slow ${randomUUID()}`, intervalMs: 80 }
    const fast = { key: `fast ${randomUUID()}`, intervalMs: 5 }
    const acquire = createRateSlots({ pool: pool(), rates: [slow, fast], maxWaitMs: 5_000 })
    const started = performance.now()
    for (let call = 0; call < 4; call += 1) await acquire()
    expect(performance.now() - started).toBeGreaterThanOrEqual(3 * 80 - 2)
  })

  it('whoever may not wait long takes no turn that others could have, however many they are', async () => {
    const rates = [{ key: randomUUID(), intervalMs: 3_600_000 }]
    const acquire = createRateSlots({ pool: pool(), rates, maxWaitMs: 10 * 3_600_000 })
    await acquire()
    const nextAt = async () =>
      (await pool().query('SELECT next_at FROM rate_slot WHERE key = $1', [rates[0]?.key])).rows[0]?.next_at
    const before = await nextAt()
    const hurried = Array.from({ length: 20 }, () => acquire(undefined, 50))
    const ends = await Promise.allSettled(hurried)
    expect(ends.every((end) => end.status === 'rejected' && end.reason instanceof NoRateSlot)).toBe(true)
    expect(await nextAt()).toEqual(before)
  })

  it('refuses instead of queueing without end, and takes no turn when it does', async () => {
    const rates = [{ key: randomUUID(), intervalMs: 300 }]
    const acquire = createRateSlots({ pool: pool(), rates, maxWaitMs: 100 })
    await acquire()
    await expect(acquire()).rejects.toThrow(NoRateSlot)
    await expect(acquire()).rejects.toThrow(NoRateSlot)
    await new Promise((resolve) => setTimeout(resolve, 310))
    await expect(acquire()).resolves.toBeUndefined()
  })

  it('ends a wait when its caller gives up', async () => {
    const rates = [{ key: randomUUID(), intervalMs: 10_000 }]
    const acquire = createRateSlots({ pool: pool(), rates, maxWaitMs: 60_000 })
    await acquire()
    await expect(acquire(AbortSignal.timeout(50))).rejects.toThrow()
  })
})
