import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { pool } from './db'
import { createRateSlots, intervalFor, NoRateSlot } from './rate-slot'

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
