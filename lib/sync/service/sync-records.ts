import type { Ctx } from '@/lib/access/model'
import { recordChange, recordFailure } from '@/lib/audit/service'
import { inLongTransaction } from '@/lib/platform/db'
import { AppError, isAppError, toAppError } from '@/lib/platform/errors'
import type { SyncPlan } from '@/lib/synced/model'
import { type Reading, type SyncResult, toSummary } from '../model'
import {
  claimReading,
  lockReading,
  saveApplied,
  saveFailed,
  saveRead,
  saveSuperseded,
} from '../repository/readings'
import { requireMapping } from './load-mappings'
import { readFeed } from './read-feed'
import { kindOf } from './record-kinds'
import { requireReadable } from './source-rights'
import { type SyncFault, syncFaultWords, toSyncFault } from './sync-faults'

const APPLY_MS = 120_000
const APPLY_TRIES = 3

/** Small JSON: ids and codes. What was read stands in the database. */
export type ReadState =
  | { key: string; state: 'read' | 'joined'; readingId: string }
  | { key: string; state: 'failed'; readingId: string; code: string; detail: string; retryable: boolean }

/**
 * Reads what feeds a mapping and keeps it, not carried out yet. Done again by the same claimant it goes on with its own
 * reading; another's that is under way is left to it. Needs what reading the source needs.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function readMapping(
  ctx: Ctx,
  { key, claimant, signal }: { key: string; claimant: string; signal?: AbortSignal | undefined },
): Promise<ReadState> {
  const mapping = await requireReadable(ctx, key, 'sync.read')
  const { mine, reading } = await claimReading(key, claimant)
  const { id: readingId } = reading
  if (!mine) return { key, state: 'joined', readingId }
  if (reading.outcome === 'read') return { key, state: 'read', readingId }
  try {
    await saveRead(readingId, await readFeed(ctx, mapping, { asOf: reading.startedAt, signal }))
    return { key, state: 'read', readingId }
  } catch (error) {
    return { key, state: 'failed', readingId, ...(await putDown(ctx, reading, error)) }
  }
}

/** A failure is kept beside the last that went well; what is no matter of the mapping or the workspace is thrown on. */
async function putDown(ctx: Ctx, { id, mapping }: Reading, error: unknown) {
  const fault = toSyncFault(error)
  if (fault === null) throw error
  await saveFailed(id, fault)
  await recordFailure(ctx, {
    action: 'sync.read',
    subject: { kind: 'mapping', id: mapping },
    code: fault.code,
  })
  return fault
}

export type Applied = { key: string; outcome: 'applied' | 'superseded'; plan: SyncPlan | null }

/**
 * Carries a reading out in one transaction: every record, its row of the audit record, what became of the reading. So
 * whoever dies in the middle leaves nothing half done. One that began before what was carried out last changes nothing.
 * Done twice, it answers the same and changes nothing. Needs what the kind of records needs, on all of them.
 * @throws AppError NOT_FOUND; VALIDATION; CONFLICT for a reading that has nothing to carry out
 */
export async function applyReading(ctx: Ctx, { readingId }: { readingId: string }): Promise<Applied> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await applyOnce(ctx, readingId)
    } catch (error) {
      // Somebody saved one of them, or took a code, at the same moment: planned anew, it fits.
      if (!wasAtOnce(error) || tries >= APPLY_TRIES) throw error
    }
  }
}

function wasAtOnce(error: unknown): boolean {
  if (!isAppError(error)) return false
  const { code, details } = error
  return (
    code === 'VERSION_CONFLICT' || code === 'BUSY' || (code === 'CONFLICT' && details.reason === 'at once')
  )
}

async function applyOnce(ctx: Ctx, readingId: string): Promise<Applied> {
  return await inLongTransaction(APPLY_MS, async (tx) => {
    const locked = await lockReading(tx, readingId)
    if (locked === null) throw new AppError('NOT_FOUND')
    const { reading, feed, isLate } = locked
    const { mapping: key, outcome } = reading
    if (outcome === 'applied' || outcome === 'superseded') return { key, outcome, plan: null }
    if (outcome !== 'read' || feed === null) throw new AppError('CONFLICT', { details: { outcome } })
    if (isLate) {
      await saveSuperseded(tx, readingId)
      return { key, outcome: 'superseded', plan: null }
    }
    const plan = await kindOf(feed.record).apply(tx, ctx, feed)
    const { counts } = plan
    await saveApplied(tx, reading, toSummary(plan))
    if (counts.add + counts.change + counts.gone > 0) {
      const told = Object.entries(counts).map(([what, after]) => [what, { before: null, after }])
      await recordChange(tx, ctx, {
        action: 'sync.applied',
        subject: { kind: 'mapping', id: key },
        changes: Object.fromEntries(told),
      })
    }
    return { key, outcome: 'applied', plan }
  })
}

/**
 * Puts a reading down that cannot be carried out. What is no matter of the mapping is thrown on, and the reading stays for
 * whoever tries again; `isLast`: nobody does.
 */
export async function failReading(
  ctx: Ctx,
  { readingId, key, isLast = false }: { readingId: string; key: string; isLast?: boolean },
  error: unknown,
): Promise<SyncFault> {
  const fault = toSyncFault(error)
  if (fault === null && !isLast) throw error
  const { code } = fault ?? toAppError(error)
  await saveFailed(readingId, fault ?? { code, detail: '' })
  await recordFailure(ctx, { action: 'sync.applied', subject: { kind: 'mapping', id: key }, code })
  if (fault === null) throw error
  return fault
}

/**
 * Reads and carries out one mapping, and waits for it: for the command line. Needs what both need.
 * @throws AppError NOT_FOUND, FORBIDDEN; what stopped it otherwise is told in the result
 */
export async function syncMapping(
  ctx: Ctx,
  { key, claimant }: { key: string; claimant: string },
): Promise<SyncResult> {
  const { title, record } = await requireMapping(key)
  await kindOf(record).require(ctx)
  const read = await readMapping(ctx, { key, claimant })
  const result = { key, title, plan: null, failure: null }
  if (read.state === 'joined') return { ...result, outcome: 'joined' }
  if (read.state === 'failed') return { ...result, outcome: 'failed', failure: told(read) }
  try {
    const { outcome, plan } = await applyReading(ctx, read)
    return { ...result, outcome, plan }
  } catch (error) {
    return {
      ...result,
      outcome: 'failed',
      failure: told(await failReading(ctx, { ...read, isLast: true }, error)),
    }
  }
}

function told(fault: { code: string; detail: string }): { code: string; words: string } {
  return { code: fault.code, words: syncFaultWords(fault) }
}
