import { describe, expect, it } from 'vitest'
import { groupFreshness } from './group-freshness'

const NOW = new Date('2026-03-01T12:00:00Z')
const ago = (ms: number) => new Date(NOW.getTime() - ms)

describe('the provider’s word on groups', () => {
  it.each([
    [0, 'fresh'],
    [299_999, 'fresh'],
    [300_000, 'stale'],
    [599_999, 'stale'],
    [600_000, 'lapsed'],
  ] as const)('after %i ms is %s, at a period of five minutes', (age, freshness) => {
    expect(groupFreshness(ago(age), NOW, 300_000)).toBe(freshness)
  })

  it('has lapsed when it was never given', () => {
    expect(groupFreshness(null, NOW, 300_000)).toBe('lapsed')
  })
})
