import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { recordChange, recordRefusal } from '@/lib/audit/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import {
  type BulkChange,
  type BulkRow,
  bulkChanges,
  type Decision,
  decide,
  MAX_BULK,
  type Seen,
} from '../bulk'
import { ME } from '../list-state'
import { changedWords, type ProductId } from '../model'
import { mayReachGroup } from '../policy'
import {
  type BulkItem,
  insertBulk,
  insertItems,
  listExisting,
  listMatchingIds,
  lockRows,
  writeRows,
} from '../repository/bulk'
import { findGroupId } from '../repository/record'
import type { ScopeOf } from '../repository/scope'
import { listWatched } from '../repository/watches'
import type { BulkChangeInput } from '../schema/bulk'
import { neededOf, requireNeeded } from './needed-attributes'
import { listFor, readScope, userIdOf } from './reach'
import { tellWatchers } from './tell-watchers'

/** Rows held at once: others who write one of them wait no longer than for these. */
const BATCH = 250
const KEPT_MS = 30 * 86_400_000
const ACTION = 'product.updated'

/**
 * Changes group, status, owner or tags of many products: those chosen, or all that the filters find. Each stands for
 * itself: one that somebody changed since, that is not the actor's to edit, or that would leave their reach is left and
 * noted; each one changed has its own row in the audit record. A group that products are moved into is asked what it needs:
 * values for those that lack them come with the change, or those stay in theirs. In batches, each a transaction of its own
 * (docs/adr/0092-a-bulk-change-is-many-small-ones.md).
 * @returns the id under which `getBulkResult` tells what became of it and `undoBulkChange` takes it back
 * @throws AppError FORBIDDEN without `edit:product` on any record, or for other than people; VALIDATION for a group or a
 * person that is not there, for what the group needs and products lack (nothing is changed then), and for more than `MAX_BULK` products
 */
export async function bulkChange(ctx: Ctx, input: BulkChangeInput): Promise<{ id: string }> {
  await requireRight(ctx, 'edit:product', { kind: 'product', id: '*', action: ACTION })
  const of = await readScope(ctx)
  const userId = requirePerson(ctx)
  const wanted = await requireChange(ctx, input)
  const { needed, fieldErrors } = await neededOf(input.groupCode, input.attr)
  const change = { ...wanted, needed }
  const targets = await targetsOf(ctx, input)
  await requireNeeded(ctx, { of, change, targets, fieldErrors, leave: input.lacking === 'leave' })
  const now = ctx.now()
  const keepFrom = new Date(now.getTime() - KEPT_MS)
  const id = await insertBulk(userId, { at: now, chosen: targets.length, keepFrom })
  for (let from = 0; from < targets.length; from += BATCH) {
    const batch = targets.slice(from, from + BATCH)
    const refused = await inTransaction((tx) => changeBatch(tx, ctx, { id, of, change, batch }))
    await recordRefused(ctx, refused.readable, 'edit:product')
    await recordRefused(ctx, await listExisting(refused.unseen), 'read:product')
  }
  return { id }
}

/** @throws AppError FORBIDDEN for a key, a job or the command line: what they change has nobody who could undo it. */
export function requirePerson(ctx: Ctx): string {
  const userId = userIdOf(ctx.actor)
  if (userId === null) throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  return userId
}

async function requireChange(ctx: Ctx, input: BulkChangeInput): Promise<BulkChange> {
  const { groupCode, status, addTags, removeTags } = input
  // One answer for a group that is not there and one that nobody with these rights can move anything into.
  const mayBe = typeof groupCode !== 'string' || mayReachGroup(ctx.actor, 'edit:product', groupCode)
  if (!mayBe || (typeof groupCode === 'string' && (await findGroupId(groupCode)) === null))
    throw new AppError('VALIDATION', { fieldErrors: { groupCode: ['Choose one of the groups.'] } })
  const ownerId = input.ownerId === ME ? userIdOf(ctx.actor) : input.ownerId
  if (typeof ownerId === 'string' && !(await isPersonToChoose(ownerId)))
    throw new AppError('VALIDATION', { fieldErrors: { ownerId: ['Choose one of the people.'] } })
  return { groupCode, status, ownerId, addTags, removeTags }
}

type Target = { id: ProductId; seen: Seen }

async function targetsOf(ctx: Ctx, input: BulkChangeInput): Promise<Target[]> {
  if (input.reach === 'chosen')
    return input.chosen
      .map(({ id, version }) => ({ id, seen: { version } }))
      .sort((one, other) => (one.id < other.id ? -1 : 1))
  const { filter } = input.query
  const ids = await listMatchingIds(filter, await listFor(ctx, filter.q), MAX_BULK)
  if (ids.length > MAX_BULK) {
    const words = `More than ${MAX_BULK} products match. Narrow the list and change them in parts.`
    throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
  }
  return ids.map((id) => ({ id, seen: { at: input.seenAt } }))
}

type Batch = { id: string; of: ScopeOf; change: BulkChange; batch: readonly Target[] }

/** Of a batch: the products that the actor may read and not edit, and ids of what is not there for them. */
type Refused = { readable: ProductId[]; unseen: ProductId[] }

async function changeBatch(tx: Tx, ctx: Ctx, { id, of, change, batch }: Batch): Promise<Refused> {
  const seen = new Map(batch.map((target) => [target.id, target.seen]))
  const rows = await lockRows(tx, [...seen.keys()], of)
  const decided = rows.map((row) => {
    const decision = decide(ctx.actor, row, change, seen.get(row.id) ?? { version: 0 })
    return { row, decision }
  })
  const changed = decided.flatMap(({ row, decision }) =>
    decision.outcome === 'changed' ? [{ row, id: row.id, after: decision.after }] : [],
  )
  await writeRows(tx, changed, ctx.now())
  await insertItems(
    tx,
    id,
    decided.map(({ row, decision }) => toItem(row, decision)),
  )
  await recordRows(tx, ctx, changed)
  for (const row of rows) seen.delete(row.id)
  const readable = decided.filter(({ decision }) => decision.outcome === 'notYours').map(({ row }) => row.id)
  return { readable, unseen: [...seen.keys()] }
}

function toItem(row: BulkRow, decision: Decision): BulkItem {
  const { id: productId, groupCode, status, ownerId, tags, version } = row
  const { outcome } = decision
  if (outcome !== 'changed') return { productId, outcome, before: null, version: null }
  const attributes = decision.after.attributes === undefined ? undefined : row.attributes
  return {
    productId,
    outcome,
    before: { groupCode, status, ownerId, tags, attributes },
    version: version + 1,
  }
}

/** An audit row for each, and a word to those who watch it. */
export async function recordRows(
  tx: Tx,
  ctx: Ctx,
  changed: readonly { row: BulkRow; after: Parameters<typeof bulkChanges>[1] }[],
): Promise<void> {
  const watched = await listWatched(
    tx,
    changed.map(({ row }) => row.id),
  )
  for (const { row, after } of changed) {
    const changes = bulkChanges(row, after, row.version)
    if (watched.has(row.id)) await tellWatchers(tx, ctx, row.id, changedWords(Object.keys(changes)))
    await recordChange(tx, ctx, { action: ACTION, subject: { kind: 'product', id: row.id }, changes })
  }
}

export async function recordRefused(
  ctx: Ctx,
  ids: readonly ProductId[],
  right: 'read:product' | 'edit:product',
): Promise<void> {
  for (const id of ids) await recordRefusal(ctx, { action: ACTION, subject: { kind: 'product', id }, right })
}
