import type { QueryKey } from './model'

/** How far back is looked, by the word in the address. */
export const WINDOWS = {
  '24h': { label: '24 hours', days: 1 },
  '7d': { label: '7 days', days: 7 },
  '30d': { label: '30 days', days: 30 },
  '90d': { label: '90 days', days: 90 },
} as const
export type Window = keyof typeof WINDOWS
export const WINDOW_KEYS = Object.keys(WINDOWS) as Window[]

/** How a query did in a window. Times are of runs at the engine that gave an answer; null where there was none. */
export type QueryPerformance = {
  key: QueryKey
  /** How often somebody wanted it, whoever was troubled for it. */
  asks: number
  /** By how many different people, keys and jobs. */
  readers: number
  /** How often the engine was asked. */
  runs: number
  failed: number
  timedOut: number
  cancelled: number
  p50Ms: number | null
  p95Ms: number | null
  queueP95Ms: number | null
  /** Of all rows that the engine gave, as text. */
  bytes: number | null
  lastFailureAt: Date | null
}

/** A day in the reader's time zone. */
export type DayPerformance = {
  /** `2026-11-21` */
  day: string
  asks: number
  runs: number
  failed: number
  p95Ms: number | null
}

export type Performance = { queries: QueryPerformance[]; days: DayPerformance[] }

/** Runs that came to no answer by a fault or by their time: what a reader leaves is nobody's fault. */
export function faultsOf({ failed, timedOut }: Pick<QueryPerformance, 'failed' | 'timedOut'>): number {
  return failed + timedOut
}

/** Asks that an answer that was there, or another's run, served. */
export function sparedOf({ asks, runs }: Pick<QueryPerformance, 'asks' | 'runs'>): number {
  return Math.max(0, asks - runs)
}

export type Ranking = 'slowest' | 'failing' | 'asked'

/** The first queries by a measure; those that it says nothing of are left out. Ties by key, so that nothing jumps. */
export function rank(
  queries: readonly QueryPerformance[],
  by: Ranking,
  atMost: number,
): { first: QueryPerformance[]; left: number } {
  const measure = (query: QueryPerformance) =>
    ({ slowest: query.p95Ms ?? -1, failing: faultsOf(query) || -1, asked: query.asks || -1 })[by]
  const ranked = queries
    .filter((query) => measure(query) >= 0)
    .sort((one, other) => measure(other) - measure(one) || (one.key < other.key ? -1 : 1))
  return { first: ranked.slice(0, atMost), left: Math.max(0, ranked.length - atMost) }
}

/** What all queries came to together. */
export function total(queries: readonly QueryPerformance[]) {
  const sum = (of: (query: QueryPerformance) => number) => queries.reduce((all, query) => all + of(query), 0)
  return {
    asks: sum(({ asks }) => asks),
    runs: sum(({ runs }) => runs),
    faults: sum(faultsOf),
    spared: sum(sparedOf),
  }
}
