import type { Ctx } from '@/lib/access/model'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import { type ArchiveOutcome, archiveRecord } from '../archiving'
import { recordChange, recordRefusal } from '../service'
import { verifyRecord } from '../verification'
import { sealDeps } from './verify-audit'

/**
 * Retention: takes out what was sealed before a moment, leaving a signed starting point. From the command line only, by
 * whoever holds the migrator's address; never of a record in which something is wrong.
 * @throws AppError FORBIDDEN elsewhere, recorded; CONFLICT when verification finds faults or another process seals
 */
export async function archiveAudit(ctx: Ctx, input: { before: Date }): Promise<ArchiveOutcome> {
  const subject = { kind: 'audit', id: '*' }
  if (ctx.actor.kind !== 'cli') {
    await recordRefusal(ctx, { action: 'audit.archived', subject })
    throw new AppError('FORBIDDEN', { details: { reason: 'command line only' } })
  }
  const deps = sealDeps()
  const { ok, faultCounts } = await verifyRecord(deps)
  if (!ok) throw new AppError('CONFLICT', { details: { reason: 'faults', faults: faultCounts } })
  const { DATABASE_MIGRATOR_URL, DATABASE_URL } = env()
  const outcome = await archiveRecord(deps, {
    before: input.before,
    migratorUrl: DATABASE_MIGRATOR_URL ?? DATABASE_URL,
  })
  await inTransaction((tx) =>
    recordChange(tx, ctx, {
      action: 'audit.archived',
      subject,
      changes: {
        before: { before: null, after: input.before },
        position: { before: null, after: outcome.upTo },
        events: { before: outcome.archived, after: 0 },
      },
    }),
  )
  return outcome
}
