import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { LINK_SUBJECT } from '@/lib/notices/model'
import { sendNotices } from '@/lib/notices/service'
import { inTransaction } from '@/lib/platform/db'
import type { CheckResult } from '../model'
import { closeCheck } from '../repository/checks'
import { countAsked, countBroken } from '../repository/links'
import { takeUntold, type Untold } from '../repository/uses'
import type { AskedLinks } from './ask-due'

export type FinishInput = { checkId: string; held: number; asked: AskedLinks }

/**
 * Ends a check: tells each owner once of all their links that are newly broken, and puts the check into the audit record,
 * in one transaction. Done again, it changes nothing. Needs `check:connection`.
 */
export async function finishCheck(ctx: Ctx, { checkId, held, asked }: FinishInput): Promise<CheckResult> {
  await requireRight(ctx, 'check:connection', { kind: 'link', id: '*', action: 'links.checked' })
  const outcome = asked.offline ? 'offline' : 'done'
  return await inTransaction(async (tx) => {
    // Of all attempts, where it was taken up again.
    const counts = { held, asked: await countAsked(tx, checkId), broken: await countBroken(tx) }
    const result: CheckResult = { outcome, ...counts, left: asked.left, told: 0 }
    if (!(await closeCheck(tx, checkId, { at: ctx.now(), outcome, ...counts }))) return result
    const untold = await takeUntold(tx, ctx.now())
    const byOwner = Map.groupBy(untold, ({ ownerId }) => ownerId)
    for (const [ownerId, uses] of byOwner) {
      await sendNotices(tx, ctx, {
        kind: 'link.broken',
        subject: { kind: 'link', id: LINK_SUBJECT },
        words: noticeWords(uses),
        to: [ownerId],
      })
    }
    await recordChange(tx, ctx, {
      action: 'links.checked',
      subject: { kind: 'link', id: '*' },
      changes: {
        outcome: { before: null, after: outcome },
        held: { before: null, after: counts.held },
        asked: { before: null, after: counts.asked },
        broken: { before: null, after: counts.broken },
        told: { before: null, after: byOwner.size },
      },
    })
    return { ...result, told: byOwner.size }
  })
}

/** Numbers only: by the time that it is read, its reader may have lost the right to know more. */
function noticeWords(uses: readonly Untold[]): string {
  const links = new Set(uses.map(({ linkId }) => linkId)).size
  const holders = new Set(uses.map(({ holderKind, holderId }) => `${holderKind} ${holderId}`)).size
  const things = holders === 1 ? 'one page that is yours' : `${holders} pages that are yours`
  return links === 1
    ? `A link on ${things} does not work any more.`
    : `${links} links on ${things} do not work any more.`
}
