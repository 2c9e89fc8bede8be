import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { versionWarning } from '../model'
import { findReading } from '../repository/readings'

/** What is to be said of the version that Superset last told; null: nothing. Needs `publish:dashboard`. */
export async function versionNote(ctx: Ctx): Promise<string | null> {
  await requireRight(ctx, 'publish:dashboard', { kind: 'dashboard', id: '*', action: 'dashboard.listed' })
  const reading = await findReading(ctx.now())
  return reading === null || reading.asOf === null ? null : versionWarning(reading.version)
}
