import { describe, expect, it } from 'vitest'
import { createAggregator, type Occurrence, type Tally } from './aggregate'

const occurrence = (change: Partial<Occurrence> = {}): Occurrence => ({
  actor: { kind: 'user', id: 'u-1', name: 'Test Person' },
  action: 'product.read',
  subject: { kind: 'product', id: 'p-1' },
  outcome: 'refused',
  requestId: 'r-1',
  at: new Date(0),
  ...change,
})

function setUp(write?: (tally: Tally) => Promise<void>) {
  const written: Tally[] = []
  const clock = { ms: 0 }
  const failures: unknown[] = []
  const aggregator = createAggregator({
    write: write ?? (async (tally) => void written.push(tally)),
    onWriteFailed: (error) => failures.push(error),
    nowMs: () => clock.ms,
    windowMs: 1_000,
    maxKinds: 10,
    maxAtOnce: 2,
  })
  const total = () => written.reduce((sum, { count }) => sum + count, 0)
  return { aggregator, written, clock, failures, total }
}

describe('createAggregator', () => {
  it('writes the first at once and the others when their window ends', async () => {
    const { aggregator, written, clock } = setUp()
    for (let index = 0; index < 5; index += 1) await aggregator.add(occurrence({ at: new Date(index) }))
    expect(written.map(({ count }) => count)).toEqual([1])
    clock.ms = 999
    await aggregator.flush('ended')
    expect(written).toHaveLength(1)
    clock.ms = 1_000
    await aggregator.flush('ended')
    expect(written[1]).toMatchObject({ count: 4, firstAt: new Date(1), last: { at: new Date(4) } })
  })

  it('keeps nothing of a kind that has been quiet for a window', async () => {
    const { aggregator, clock, written } = setUp()
    await aggregator.add(occurrence())
    clock.ms = 1_000
    await aggregator.flush('ended')
    expect(aggregator.openWindows()).toBe(0)
    await aggregator.add(occurrence())
    expect(written.map(({ count }) => count)).toEqual([1, 1])
  })

  it('keeps actors, actions, kinds and reasons apart, and says when subjects differ', async () => {
    const { aggregator, written } = setUp()
    await aggregator.add(occurrence())
    await aggregator.add(occurrence({ actor: { kind: 'user', id: 'u-2', name: '' } }))
    await aggregator.add(occurrence({ reason: 'edit:product' }))
    expect(written).toHaveLength(3)
    await aggregator.add(occurrence({ subject: { kind: 'product', id: 'p-2' } }))
    await aggregator.add(occurrence({ subject: { kind: 'product', id: 'p-3' } }))
    await aggregator.flush('all')
    expect(written[3]).toMatchObject({ count: 2, last: { subject: { kind: 'product', id: '*' } } })
  })

  it('stays within its memory under a flood of kinds, and loses no count', async () => {
    const { aggregator, written, total } = setUp()
    for (let index = 0; index < 10_000; index += 1) await aggregator.add(occurrence({ action: `a-${index}` }))
    expect(aggregator.openWindows()).toBeLessThanOrEqual(12)
    await aggregator.flush('all')
    expect(total()).toBe(10_000)
    expect(written.length).toBeLessThanOrEqual(12)
    expect(written.at(-1)?.last).toMatchObject({ action: 'audit.overflow', actor: { kind: 'job' } })
  })

  it('has no more writes under way than allowed; what comes meanwhile is counted', async () => {
    const held: (() => void)[] = []
    const { aggregator } = setUp(() => new Promise((resolve) => held.push(resolve)))
    const adds = Array.from({ length: 8 }, (_, index) => aggregator.add(occurrence({ action: `a-${index}` })))
    await Promise.resolve()
    expect(held).toHaveLength(2)
    for (const release of held) release()
    await Promise.all(adds)
    expect(aggregator.openWindows()).toBe(8)
  })

  it('never throws, and writes later what could not be written', async () => {
    let broken = true
    const written: Tally[] = []
    const { aggregator, failures } = setUp(async (tally) => {
      if (broken) throw new Error('database away')
      written.push(tally)
    })
    await aggregator.add(occurrence())
    await aggregator.add(occurrence())
    await aggregator.flush('all')
    expect(failures).toHaveLength(2)
    broken = false
    await aggregator.flush('all')
    expect(written.map(({ count }) => count)).toEqual([2])
  })
})
