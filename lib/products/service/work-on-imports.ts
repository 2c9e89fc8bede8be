import type { Ctx, UserId } from '@/lib/access/model'
import { resolvePerson } from '@/lib/access/service/resolve-person'
import { recordFailure } from '@/lib/audit/service'
import { toAppError, wordsFor } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import type { ProductImport } from '../import-model'
import { listWaiting, updateImport } from '../repository/imports'
import { applyImport, prepareImport } from './apply-import'
import { checkImport } from './check-import'

const AT_ONCE = 20

const GONE = 'Whoever sent this file is no longer here.'
export const RIGHTS_CHANGED = 'Your rights have changed since the rows were checked. Check them again.'

/**
 * Works on every import that waits for its dry run, or to be written, as whoever sent it and with the rights that they
 * have by now. An import that cannot go on is put down as failed, with nothing of it written; while the
 * database is away the fault is thrown, so that the step is tried again.
 */
export async function workOnImports(state: 'checking' | 'applying', runId: string): Promise<number> {
  const waiting = await listWaiting(state, AT_ONCE)
  for (const one of waiting) await workOn(one, state, runId)
  return waiting.length
}

/** Whoever sent it, with the rights that they have now; null when they are gone. */
async function senderOf(one: ProductImport, requestId: string): Promise<Ctx | null> {
  const now = () => new Date()
  const actor = one.actorKind === 'user' ? await resolvePerson(one.actorId as UserId, now()) : null
  return actor === null ? null : { actor, requestId, now }
}

async function workOn(one: ProductImport, state: 'checking' | 'applying', runId: string): Promise<void> {
  const fail = async (failure: string) => {
    await updateImport(one.id, [state], { state: 'failed', failure, changedAt: new Date() })
  }
  const ctx = await senderOf(one, runId)
  if (ctx === null) return await fail(GONE)
  try {
    if (state === 'checking') return await checkImport(ctx, one)
    await prepareImport(ctx, one)
    // That took its time: what they may do is asked again when it counts.
    const still = await senderOf(one, runId)
    if (still === null) return await fail(GONE)
    await applyImport(still, one)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'DATABASE_UNAVAILABLE') throw thrown
    logger.warn({ err: thrown, importId: one.id, code: error.code }, 'an import could not go on')
    const subject = { kind: 'productImport', id: one.id }
    await recordFailure(ctx, { action: 'product.imported', subject, code: error.code })
    await fail(error.details.reason === 'rights changed' ? RIGHTS_CHANGED : wordsFor(error.code))
  }
}
