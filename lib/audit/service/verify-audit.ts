import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { env } from '@/lib/platform/env'
import type { SealState } from '../model'
import { findSealState } from '../repository'
import { auditFolder, databaseLabel, type SealDeps, type SealOutcome, sealRecord } from '../sealing'
import { auditKeys } from '../service'
import { readLastVerification, writeLastVerification } from '../verdict-file'
import { type Verification, verifyRecord } from '../verification'

/** What sealing and verifying need, from the environment. */
export function sealDeps(): SealDeps {
  return {
    keys: auditKeys(),
    folder: auditFolder(env().PERGOLA_DATA_DIR),
    database: databaseLabel(env().DATABASE_URL),
    now: () => new Date(),
  }
}

/**
 * Recomputes the whole record and names each fault; the verdict is kept beside the checkpoints. Needs `read:audit`.
 * @throws AppError FORBIDDEN, DATABASE_UNAVAILABLE
 */
export async function verifyAudit(ctx: Ctx): Promise<Verification> {
  await requireRight(ctx, 'read:audit', { kind: 'audit', id: '*', action: 'audit.verified' })
  const deps = sealDeps()
  const verification = await verifyRecord(deps)
  await writeLastVerification(deps, verification)
  return verification
}

/** Seals what can be sealed now. Needs `read:audit`: it adds nothing that the portal would not by itself. */
export async function sealAudit(ctx: Ctx): Promise<SealOutcome> {
  await requireRight(ctx, 'read:audit', { kind: 'audit', id: '*', action: 'audit.sealed' })
  return await sealRecord({ ...sealDeps(), thorough: true })
}

/** How far the record is sealed, what waits, and what the last verification found. Needs `read:audit`. */
export async function sealStateOf(ctx: Ctx): Promise<SealState> {
  await requireRight(ctx, 'read:audit')
  const [state, verified] = await Promise.all([findSealState(), readLastVerification(sealDeps())])
  return { ...state, verified }
}
