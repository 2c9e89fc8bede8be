import type { Ctx } from '@/lib/access/model'
import type { WebClient } from '@/lib/connectors/web/client'
import type { CheckResult } from '../model'
import { askLinks, beginCheck } from './check-links'
import { finishCheck } from './finish-check'

const WITHIN_MS = 6 * 3_600_000

/**
 * Checks all links now, and waits for it. Answers `joined` at once while another check is under way. Needs
 * `check:connection`.
 */
export async function runCheck(
  ctx: Ctx,
  { all = true, web }: { all?: boolean; web?: WebClient } = {},
): Promise<CheckResult> {
  const begun = await beginCheck(ctx, ctx.requestId)
  if (!begun.mine) return { outcome: 'joined', held: 0, asked: 0, left: 0, broken: 0, told: 0 }
  const asked = await askLinks(ctx, {
    checkId: begun.id,
    all,
    withinMs: WITHIN_MS,
    ...(web !== undefined && { web }),
  })
  return await finishCheck(ctx, { checkId: begun.id, held: begun.held, asked })
}
