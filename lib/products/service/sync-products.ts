import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import { referredBy } from '@/lib/access/service/refer-to-people'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { originOf, type SyncPlan, sourceName, toSyncPlan } from '@/lib/synced/model'
import { carryOut, type SyncedKind } from '@/lib/synced/service/carry-out'
import { requireTags, requireTold, requireWhole } from '@/lib/synced/service/checks'
import { recordReleased } from '@/lib/synced/service/record-released'
import { changedWords, type ProductId } from '../model'
import { MAX_FED_PRODUCTS, type ProductFeed } from '../model/fed'
import { mapByCodes } from '../repository/batches'
import { listGroupRows } from '../repository/groups'
import {
  type FedWrite,
  insertFed,
  listOfSource,
  markGone,
  markSeen,
  releaseOfSource,
  updateFed,
} from '../repository/synced'
import { listWatched } from '../repository/watches'
import { tags } from '../schema/draft'
import { judgeProduct } from '../sync-judge'
import { type PlannedProduct, type PresentProduct, type ProductWrite, planProducts } from '../sync-plan'
import { groupsByWord } from './import-groups'
import { tellWatchers } from './tell-watchers'

const OF = { kind: 'product', action: 'product.synced' }

/**
 * What carrying a feed out would do with each product, and why. Writes nothing. Needs `read:product` on all of them, since
 * what it tells is not held to a part.
 * @throws AppError FORBIDDEN; VALIDATION for more products than one database may feed, or none where there were some
 */
export async function planProductSync(ctx: Ctx, feed: ProductFeed): Promise<SyncPlan> {
  await requireWhole(ctx, 'read:product', OF)
  const planned = await plan(feed)
  return toSyncPlan(planned.map(({ entry }) => entry))
}

/**
 * Carries a feed out within the caller's transaction: all that is good, with a row of the audit record each, and a word to
 * those who watch it. Fields that the feed does not name stay as they are. Needs `edit:product` and `create:product` on all
 * products.
 * @throws AppError as the plan; VERSION_CONFLICT when somebody saved one of them, or took a code, meanwhile
 */
export async function applyProductSync(tx: Tx, ctx: Ctx, feed: ProductFeed): Promise<SyncPlan> {
  await requireProductSync(ctx)
  const planned = await plan(feed, tx)
  const carried = await carryOut(tx, ctx, feed, { planned, of: kindOf(ctx, feed) })
  await tellAll(tx, ctx, feed, planned)
  return carried
}

/** For whoever begins a sync: nobody reads what they may not carry out. @throws AppError FORBIDDEN, recorded */
export async function requireProductSync(ctx: Ctx): Promise<void> {
  await requireWhole(ctx, 'edit:product', OF)
  await requireWhole(ctx, 'create:product', OF)
}

/**
 * Makes the products that a source fed the portal's own, as they are, within the caller's transaction: for a source that is
 * no more. Needs what a sync needs. @returns how many they are @throws AppError FORBIDDEN
 */
export async function releaseProducts(tx: Tx, ctx: Ctx, { source }: { source: string }): Promise<number> {
  await requireProductSync(ctx)
  const released = await releaseOfSource(tx, source, ctx.now())
  return await recordReleased(tx, ctx, { kind: OF.kind, source, released })
}

async function plan(feed: ProductFeed, tx?: Tx): Promise<PlannedProduct[]> {
  const { rows, source } = feed
  if (rows.length > MAX_FED_PRODUCTS) {
    const words = `It holds ${rows.length} records; one database feeds at most ${MAX_FED_PRODUCTS} products.`
    throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
  }
  const given = requireTags(tags.safeParse(feed.tags.join(',')))
  const present = await listOfSource(source, 2 * MAX_FED_PRODUCTS, tx)
  requireTold(feed, present)
  const owners = new Set(
    rows.flatMap(({ owner }) => (owner === undefined || owner.trim() === '' ? [] : owner)),
  )
  const context = {
    groups: groupsByWord(await listGroupRows()),
    owners: await referredBy([...owners]),
  }
  const judged = rows.map((row) => judgeProduct(row, context))
  const codes = new Set(judged.flatMap(({ judged: good }) => good?.code.toLowerCase() ?? []))
  const holders = await mapByCodes([...codes], tx)
  return planProducts(judged, { ...feed, tags: given, present, holders })
}

function kindOf(ctx: Ctx, feed: ProductFeed): SyncedKind<PresentProduct, ProductWrite> {
  const { asOf, isDemo } = feed
  const now = ctx.now()
  const origin = { ...originOf(feed), now }
  return {
    ...OF,
    namesVersion: true,
    insert: async (tx, writes) => {
      const rows = writes.map((write) => toRow(write, randomUUID() as ProductId))
      const added = await insertFed(tx, rows, { ...origin, isDemo })
      const there = rows.filter(({ id }) => added.has(id))
      return new Map(there.map(({ id, draft }) => [draft.code.toLowerCase(), id]))
    },
    update: (tx, writes) =>
      updateFed(
        tx,
        writes.map((write) => toRow(write, write.present.id)),
        origin,
      ),
    markSeen: (tx, ids) => markSeen(tx, ids, asOf),
    markGone: (tx, ids) => markGone(tx, ids, { goneAt: asOf, now }),
  }
}

function toRow(
  { draft: { groupCode: _, ...draft }, groupId, upstreamId, present }: ProductWrite,
  id: ProductId,
) {
  return {
    id,
    version: present?.version ?? null,
    upstreamId,
    draft: { ...draft, groupId },
  } satisfies FedWrite
}

/** A word to those who watch what was changed, or is gone. */
async function tellAll(
  tx: Tx,
  ctx: Ctx,
  feed: ProductFeed,
  planned: readonly PlannedProduct[],
): Promise<void> {
  const words = new Map<ProductId, string>()
  const name = sourceName(feed.source)
  for (const { write, gone } of planned) {
    if (gone !== null) words.set(gone.id, `gone from ${name}`)
    const { gone: isBack, ...changes } = write?.changes ?? {}
    const parts = [isBack === undefined ? '' : `back in ${name}`, changedWords(Object.keys(changes))]
    const changed = parts.filter(Boolean).join(', ')
    if (write !== null && write.present !== null && changed !== '') words.set(write.present.id, changed)
  }
  if (words.size === 0) return
  for (const id of await listWatched(tx, [...words.keys()]))
    await tellWatchers(tx, ctx, id, words.get(id) ?? '')
}
