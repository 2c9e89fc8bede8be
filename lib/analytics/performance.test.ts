import { describe, expect, it } from 'vitest'
import type { QueryKey } from './model'
import { type QueryPerformance, rank, sparedOf, total } from './performance'

function query(key: string, given: Partial<QueryPerformance> = {}): QueryPerformance {
  return {
    key: key as QueryKey,
    ...{ asks: 0, readers: 0, runs: 0, failed: 0, timedOut: 0, cancelled: 0 },
    ...{ p50Ms: null, p95Ms: null, queueP95Ms: null, bytes: null, lastFailureAt: null },
    ...given,
  }
}

const keys = ({ first }: ReturnType<typeof rank>) => first.map(({ key }) => key)

describe('queries', () => {
  const all = [
    query('quick', { asks: 900, runs: 2, p95Ms: 0 }),
    query('slow', { asks: 3, runs: 3, p95Ms: 9_000, timedOut: 1 }),
    query('broken', { asks: 5, runs: 5, failed: 3, timedOut: 1 }),
    query('as-quick', { asks: 900, runs: 900, p95Ms: 0 }),
  ]

  it('are ranked by time, those that never answered left out', () => {
    expect(keys(rank(all, 'slowest', 10))).toEqual(['slow', 'as-quick', 'quick'])
  })

  it('are ranked by faults, those without left out', () => {
    expect(keys(rank(all, 'failing', 10))).toEqual(['broken', 'slow'])
  })

  it('are ranked by how often they are asked, cut, and how many are left is told', () => {
    expect(rank(all, 'asked', 3)).toMatchObject({ left: 1 })
    expect(keys(rank(all, 'asked', 3))).toEqual(['as-quick', 'quick', 'broken'])
  })

  it('are added up', () => {
    expect(total(all)).toEqual({ asks: 1_808, runs: 910, faults: 5, spared: 898 })
    expect(total([])).toEqual({ asks: 0, runs: 0, faults: 0, spared: 0 })
  })

  it('spare the engine never less than nothing', () => {
    expect(sparedOf({ asks: 1, runs: 2 })).toBe(0)
  })
})
