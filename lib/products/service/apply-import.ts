import type { Ctx } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { recordChange } from '@/lib/audit/service'
import { type PreparedChange, prepareChange, recordPrepared } from '@/lib/audit/service/record-many'
import { inBatches } from '@/lib/platform/batches'
import { type Breather, createBreather } from '@/lib/platform/breather'
import { inLongTransaction, type Tx } from '@/lib/platform/db'
import { AppError, isAppError } from '@/lib/platform/errors'
import { type ImportId, type ProductImport, SKIPPED_LATE } from '../import-model'
import { changedWords } from '../model'
import {
  eventsOfWritten,
  listToPrepare,
  listWatchedChanges,
  type RowToPrepare,
  savePrepared,
  skipUnwritten,
  writeAdditions,
  writeChanges,
} from '../repository/import-apply'
import { lockImport, updateImport } from '../repository/imports'
import { scopeKeyOf } from './import-access'
import { userIdOf } from './reach'
import { tellWatchers } from './tell-watchers'

const BATCH = 500
const TIMEOUT_MS = 300_000
const TRIES = 3

/** Makes the rows of the audit record ready that `applyImport` will write: what takes long, before its transaction. */
export async function prepareImport(
  ctx: Ctx,
  found: ProductImport,
  breathe: Breather = createBreather(),
): Promise<void> {
  requireSameRights(ctx, found)
  await prepareEvents(ctx, found.id, breathe)
}

/**
 * Writes all good rows that were made ready in one transaction, each with its row of the audit record: all of it or nothing. What was changed,
 * made or taken away since the rows were checked is left alone, and its row says so. Begun again after it was cut off, it
 * begins from the start, or finds that it is done.
 * @throws AppError CONFLICT when the rights are others than those that the rows were checked against
 */
export async function applyImport(ctx: Ctx, found: ProductImport): Promise<void> {
  requireSameRights(ctx, found)
  const { id } = found
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await inLongTransaction(TIMEOUT_MS, (tx) => writeAll(tx, ctx, id))
    } catch (error) {
      // Another writer's transaction and this one waited for each other, or took one code at once: nothing was written.
      const again = isAppError(error) && error.code === 'CONFLICT' && left > 0
      if (!again) throw error
    }
  }
}

function requireSameRights(ctx: Ctx, { scopeKey }: ProductImport): void {
  if (scopeKey !== scopeKeyOf(ctx.actor))
    throw new AppError('CONFLICT', { details: { reason: 'rights changed' } })
}

async function prepareEvents(ctx: Ctx, id: ImportId, breathe: Breather): Promise<void> {
  await inBatches({
    read: (last?: RowToPrepare) => listToPrepare(id, { after: last?.n ?? 0, limit: BATCH }),
    work: async (rows) => {
      const prepared: { n: number; event: unknown }[] = []
      for (const row of rows) {
        const isWritten = row.outcome === 'add' || row.outcome === 'change'
        if (isWritten && !row.isReady) prepared.push({ n: row.n, event: toEvent(ctx, row) })
        await breathe()
      }
      return { prepared, doneCount: rows.at(-1)?.n ?? 0 }
    },
    save: async ({ prepared, doneCount }) => {
      if (prepared.length > 0) await savePrepared(id, prepared, { doneCount, now: ctx.now() })
    },
  })
}

function toEvent(ctx: Ctx, { outcome, productId, version, changes }: RowToPrepare): PreparedChange {
  return prepareChange(ctx, {
    action: outcome === 'add' ? 'product.created' : 'product.updated',
    subject: { kind: 'product', id: productId },
    changes: { ...changes, version: { before: version, after: (version ?? 0) + 1 } },
  })
}

async function writeAll(tx: Tx, ctx: Ctx, id: ImportId): Promise<void> {
  if (!(await lockImport(tx, id, 'applying'))) return
  const of = { scope: scopeFor(ctx.actor, 'edit:product'), userId: userIdOf(ctx.actor) }
  const now = ctx.now()
  const changed = await writeChanges(tx, id, { now, of })
  const added = await writeAdditions(tx, id, now)
  const written = [...changed, ...added]
  const late = await skipUnwritten(tx, id, { written, reason: SKIPPED_LATE })
  await recordPrepared(tx, eventsOfWritten(id))
  for (const { productId, fields } of await listWatchedChanges(tx, id)) {
    await tellWatchers(tx, ctx, productId, changedWords(fields))
  }
  await recordChange(tx, ctx, {
    action: 'product.imported',
    subject: { kind: 'productImport', id },
    changes: {
      added: { before: null, after: added.length },
      changed: { before: null, after: changed.length },
      late: { before: null, after: late },
    },
  })
  await updateImport(id, ['applying'], { state: 'done', changedAt: now }, tx)
}
