import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { type BulkResult, type BulkRow, mayEdit, mayUndo } from '../bulk'
import type { ProductId } from '../model'
import {
  countItems,
  findBulk,
  findPresent,
  listLeft,
  listUndoable,
  lockRows,
  setOutcome,
  setUndone,
  type UndoItem,
  writeRows,
} from '../repository/bulk'
import type { ScopeOf } from '../repository/scope'
import { recordRefused, recordRows, requirePerson } from './bulk-change'
import { readScope } from './reach'

const BATCH = 250
const MAX_NAMED = 20
const ACTION = 'product.updated'

/**
 * Puts back what a change of one's own did, for each product that still is at the version which the change made; the
 * others stay as they are and are told. Each one put back has its row in the audit record. Asked again, it goes on where
 * it was broken off.
 * @throws AppError FORBIDDEN without `edit:product` on any record; NOT_FOUND for a change that is not there or not one's own
 */
export async function undoBulkChange(ctx: Ctx, { id }: { id: string }): Promise<{ id: string }> {
  await requireRight(ctx, 'edit:product', { kind: 'product', id: '*', action: ACTION })
  const of = await readScope(ctx)
  if ((await findBulk(id, requirePerson(ctx))) === null) {
    await recordRefusal(ctx, { action: ACTION, subject: { kind: 'product', id: '*' }, right: 'edit:product' })
    throw new AppError('NOT_FOUND', { details: { kind: 'bulkChange' } })
  }
  for (let more = true; more; ) {
    const undone = await inTransaction((tx) => undoBatch(tx, ctx, id, of))
    await recordRefused(ctx, undone.readable, 'edit:product')
    await recordRefused(ctx, undone.unseen, 'read:product')
    more = undone.more
  }
  await setUndone(id, ctx.now())
  return { id }
}

/** `more`: there may be more. The others left the actor's reach since: whole, or only their hands. */
type Undone = { more: boolean; readable: ProductId[]; unseen: ProductId[] }

async function undoBatch(tx: Tx, ctx: Ctx, id: string, of: ScopeOf): Promise<Undone> {
  const items = await listUndoable(tx, id, BATCH)
  if (items.length === 0) return { more: false, readable: [], unseen: [] }
  const rows = new Map(
    (
      await lockRows(
        tx,
        items.map(({ productId }) => productId),
        of,
      )
    ).map((row) => [row.id, row]),
  )
  const { groups, owners } = await findPresent(tx, {
    groupCodes: items.flatMap(({ before }) => before.groupCode ?? []),
    ownerIds: items.flatMap(({ before }) => before.ownerId ?? []),
  })
  const isPresent = ({ before: { groupCode, ownerId } }: UndoItem) =>
    (groupCode === null || groups.has(groupCode)) && (ownerId === null || owners.has(ownerId))
  const undone: { row: BulkRow; id: BulkRow['id']; after: UndoItem['before'] }[] = []
  for (const item of items) {
    const row = rows.get(item.productId)
    if (row !== undefined && isPresent(item) && mayUndo(ctx.actor, row, item.before, item.version))
      undone.push({ row, id: row.id, after: item.before })
  }
  await writeRows(tx, undone, ctx.now())
  const undoneIds = new Set(undone.map((one) => one.id))
  await setOutcome(tx, id, [...undoneIds], 'undone')
  const kept = items.map(({ productId }) => productId).filter((productId) => !undoneIds.has(productId))
  await setOutcome(tx, id, kept, 'kept')
  await recordRows(tx, ctx, undone)
  return {
    more: items.length === BATCH,
    readable: [...rows.values()].filter((row) => !mayEdit(ctx.actor, row)).map((row) => row.id),
    unseen: items.map(({ productId }) => productId).filter((productId) => !rows.has(productId)),
  }
}

/** What became of a change of one's own; null for one that is not there, or not one's own. */
export async function getBulkResult(ctx: Ctx, id: string): Promise<BulkResult | null> {
  const of = await readScope(ctx)
  const bulk = of.userId === null ? null : await findBulk(id, of.userId)
  if (bulk === null) return null
  const [counts, left] = await Promise.all([countItems(id), listLeft(id, MAX_NAMED, of)])
  return { id, chosen: bulk.chosen, counts, left, undone: bulk.undoneAt !== null }
}
