import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { listHolders } from '@/lib/access/service/list-holders'
import { recordChange } from '@/lib/audit/service'
import { sendNotices } from '@/lib/notices/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Product, ProductMistake } from '../model'
import { toSubject } from '../policy'
import { countReportsOf, insertMistake, listOpenMistakes, settleMistake } from '../repository/mistakes'
import type { MistakeInput, SettleInput } from '../schema/keeping'
import { requireEditable, requireReadable, userIdOf } from './reach'

const MOST_TOLD = 50
const MOST_OPEN = 5
const MOST_AN_HOUR = 20
const HOUR_MS = 3_600_000
const SHOWN = 20

/**
 * Reports a mistake on a product to its owner, or to those who may edit it when it has none. It stands on the card for
 * those who may edit until one of them settles it, so that it is lost with nobody's inbox.
 * @throws AppError FORBIDDEN, NOT_FOUND; CONFLICT when the actor has five open ones on this product;
 * RATE_LIMITED after twenty in an hour
 */
export async function reportMistake(ctx: Ctx, { code, words }: MistakeInput): Promise<{ code: string }> {
  const action = 'product.mistakeReported'
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action })
  const product = await requireReadable(ctx, code, action)
  const userId = userIdOf(ctx.actor)
  const to = await recipients(product)
  await inTransaction(async (tx) => {
    const reportedAt = ctx.now()
    if (userId !== null) await requireTurn(tx, product, { userId, now: reportedAt })
    await insertMistake(tx, { productId: product.id, reportedById: userId, words, reportedAt })
    const subject = { kind: 'product', id: product.id }
    await sendNotices(tx, ctx, { kind: 'product.mistake', subject, words, to })
    await recordChange(tx, ctx, { action, subject })
  })
  return { code: product.code }
}

/** Nobody's inbox is filled by one reader, on one product or over many. */
async function requireTurn(
  tx: Tx,
  product: Product,
  { userId, now }: { userId: string; now: Date },
): Promise<void> {
  const since = new Date(now.getTime() - HOUR_MS)
  const { open, lately } = await countReportsOf(tx, { productId: product.id, userId, since })
  if (open >= MOST_OPEN)
    throw new AppError('CONFLICT', { details: { reason: 'too many reports', limit: MOST_OPEN } })
  if (lately >= MOST_AN_HOUR)
    throw new AppError('RATE_LIMITED', { details: { reason: 'too many reports', limit: MOST_AN_HOUR } })
}

async function recipients(product: Product): Promise<readonly string[]> {
  if (product.owner !== null) return [product.owner.id]
  return await listHolders('edit:product', toSubject(product), MOST_TOLD)
}

/** Open reports on a product that the caller has loaded, for those who may edit it. */
export async function openMistakes(product: Pick<Product, 'id'>): Promise<ProductMistake[]> {
  return await listOpenMistakes(product.id, SHOWN)
}

/** Says that a reported mistake is dealt with. @throws AppError FORBIDDEN, NOT_FOUND */
export async function settleReport(ctx: Ctx, { code, id }: SettleInput): Promise<{ code: string }> {
  const action = 'product.mistakeSettled'
  const product = await requireEditable(ctx, code, action)
  await inTransaction(async (tx) => {
    const at = { id, productId: product.id, userId: userIdOf(ctx.actor), now: ctx.now() }
    if (!(await settleMistake(tx, at))) throw new AppError('NOT_FOUND', { details: { kind: 'report' } })
    await recordChange(tx, ctx, { action, subject: { kind: 'product', id: product.id } })
  })
  return { code: product.code }
}
