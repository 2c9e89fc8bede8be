import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import { runCheck } from '../checks'
import type { CheckResult } from '../model'
import { remedyFor } from '../remedies'
import { saveFailure, saveSuccess } from '../repository'
import type { CheckConnectionInput } from '../schema'

export type CheckedConnection = { result: CheckResult; remedy: string | null }

/**
 * Asks a system now, within five seconds, and writes down how it stands. A system that does not answer is an answer, not
 * an error. Needs `check:connection`. @throws AppError NOT_CONFIGURED for one that is not connected.
 */
export async function checkConnection(
  ctx: Ctx,
  { system }: CheckConnectionInput,
): Promise<CheckedConnection> {
  const subject = { kind: 'connection', id: system }
  await requireRight(ctx, 'check:connection', subject)
  const result = await runCheck(system, env())
  if (result === null) throw new AppError('NOT_CONFIGURED', { details: { system } })
  const at = ctx.now()
  await inTransaction(async (tx) => {
    if (result.ok) await saveSuccess(tx, { system, at, target: result.target, latencyMs: result.latencyMs })
    else await saveFailure(tx, { ...result, system, at })
    const found = result.ok ? 'working' : result.code
    await recordChange(tx, ctx, {
      action: 'connection.checked',
      subject,
      changes: { state: { before: null, after: found } },
    })
  })
  return { result, remedy: result.ok ? null : remedyFor(system, result.code) }
}
