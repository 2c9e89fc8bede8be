import type { z } from 'zod'
import type { Ctx, Right } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import type { Feed } from '../model'
import type { PresentRecord } from '../model/plan'

/**
 * A right on all records of a kind: held to a part it would be none here, since what a sync tells and writes is not held to
 * one. @throws AppError FORBIDDEN, recorded
 */
export async function requireWhole(
  ctx: Ctx,
  right: Right,
  { kind, action }: { kind: string; action: string },
): Promise<void> {
  const subject = { kind, id: '*' }
  const scope = await requireRight(ctx, right, { ...subject, action })
  if (scope.reach === 'all') return
  await recordRefusal(ctx, { action, subject, right })
  throw new AppError('FORBIDDEN', { details: { right } })
}

/**
 * Nothing at all is more likely a right that was lost there than the end of every record.
 * @throws AppError VALIDATION when nothing was told and there is something of that source here
 */
export function requireTold(feed: Feed, present: readonly PresentRecord[]): void {
  const ours = present.filter(({ source, goneAt }) => source === feed.source && goneAt === null).length
  if (feed.rows.length > 0 || ours === 0) return
  const words = `No record was told, and ${ours} are here: nothing is marked as gone. See whether the portal’s account still sees what feeds them.`
  throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
}

/** What new records are tagged with, as the records' own rules have it. @throws AppError VALIDATION */
export function requireTags<T>(parsed: z.ZodSafeParseResult<T>): T {
  if (parsed.success) return parsed.data
  const words = parsed.error.issues.map(({ message }) => `tags: ${message}`)
  throw new AppError('VALIDATION', { fieldErrors: { _: words } })
}
