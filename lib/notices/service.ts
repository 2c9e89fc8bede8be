import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { NOTICES_SHOWN, type Notice } from './model'
import * as repository from './repository'
import type { MarkReadInput } from './schema'

const KEPT_MS = 90 * 24 * 3_600_000

/** A reader's own notices: nobody else's are ever touched, so the right is to be a signed-in person. */
function requirePerson(ctx: Ctx): string {
  if (ctx.actor.kind !== 'user') throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  return ctx.actor.id
}

/**
 * Tells people of something, inside the transaction that does it. Who did it is not told. That they may read it is asked
 * when it is shown.
 */
export async function sendNotices(
  tx: Tx,
  ctx: Ctx,
  notice: Pick<repository.NewNotice, 'kind' | 'subject' | 'words'> & { to: readonly string[] },
): Promise<void> {
  const { to, ...fields } = notice
  const fromId = ctx.actor.kind === 'user' ? ctx.actor.id : null
  const others = [...new Set(to)].filter((id) => id !== fromId)
  if (others.length === 0) return
  await repository.insertNotices(tx, others, { ...fields, fromId, at: ctx.now() })
}

/** The newest notices, at most `NOTICES_SHOWN`. The caller loads what they speak of in the reader's scope. */
export async function listNotices(ctx: Ctx): Promise<Notice[]> {
  return await repository.listNotices(requirePerson(ctx), NOTICES_SHOWN)
}

/** Marks the notices that were seen as read; those read long ago go. */
export async function markNoticesRead(ctx: Ctx, input: MarkReadInput): Promise<void> {
  const userId = requirePerson(ctx)
  const now = ctx.now()
  await repository.markRead(userId, input.until, now)
  await repository.deleteRead(userId, new Date(now.getTime() - KEPT_MS))
}
