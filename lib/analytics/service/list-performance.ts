import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { type Performance, WINDOWS, type Window } from '../performance'
import { listDayPerformance, listQueryPerformance } from '../repository/performance'

const DAY_MS = 86_400_000

/**
 * How the queries did: for those who look after connections, the engines among them. It tells how often and how long, of
 * which query; not who asked, nor what an engine said, which may quote a row.
 * @throws AppError FORBIDDEN without `read:connection`
 */
export async function listPerformance(
  ctx: Ctx,
  { window, timeZone }: { window: Window; timeZone: string },
): Promise<Performance> {
  await requireRight(ctx, 'read:connection')
  const until = ctx.now()
  const since = new Date(until.getTime() - WINDOWS[window].days * DAY_MS)
  const [queries, days] = await Promise.all([
    listQueryPerformance(since),
    listDayPerformance({ since, until }, timeZone),
  ])
  return { queries, days }
}
