/** How old the provider's word on somebody's groups is: `fresh`, `stale` (to be asked again), `lapsed` (counts no more). */
export type GroupFreshness = 'fresh' | 'stale' | 'lapsed'

/** Groups count for one period, and for one more while asking again fails. */
export function groupFreshness(readAt: Date | null, now: Date, periodMs: number): GroupFreshness {
  if (readAt === null) return 'lapsed'
  const ageMs = now.getTime() - readAt.getTime()
  if (ageMs < periodMs) return 'fresh'
  return ageMs < 2 * periodMs ? 'stale' : 'lapsed'
}
