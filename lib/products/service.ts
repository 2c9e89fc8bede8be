import type { Actor, Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange, recordRefusal } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import {
  draftChanges,
  FEW,
  type Product,
  type ProductDraft,
  type ProductGroupRef,
  type ProductPage,
  type ProductRow,
  toDraft,
} from './model'
import { canEdit, canRead, canSaveAs } from './policy'
import { listBest, listByIds, listChanged, listGroups, listPage, listSimilar } from './repository/list'
import { findByCode, findGroupId, updateAt } from './repository/record'
import type { ScopeOf } from './repository/scope'
import type { ProductQuery, UpdateProductInput } from './schema'

function userIdOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.id : null
}

async function readScope(ctx: Ctx): Promise<ScopeOf> {
  return { scope: await requireRight(ctx, 'read:product'), userId: userIdOf(ctx.actor) }
}

/**
 * A page of the products that the actor may read, with its total. When a search finds few, names that resemble it come
 * beside.
 * @throws AppError FORBIDDEN without `read:product` on any record
 */
export async function listProducts(ctx: Ctx, query: ProductQuery): Promise<ProductPage> {
  const of = await readScope(ctx)
  const page = await listPage(query, of)
  const few = query.q !== '' && query.page === 1 && page.total.value < FEW
  if (!few) return { ...page, similar: [] }
  const found = new Set(page.rows.map(({ id }) => id))
  const similar = await listSimilar(query.q, of)
  return { ...page, similar: similar.filter(({ id }) => !found.has(id)) }
}

/** A product, and what the actor may do with it. */
export type ProductCard = { product: Product; mayEdit: boolean }

/**
 * A product by its code, whatever the code's case.
 * @throws AppError FORBIDDEN without the right on any record; NOT_FOUND for one that is not there or out of reach
 */
export async function getProduct(ctx: Ctx, code: string): Promise<ProductCard> {
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action: 'product.read' })
  const product = await requireReadable(ctx, code, 'product.read')
  return { product, mayEdit: canEdit(ctx.actor, product) }
}

/** The product in reach; a refusal is recorded (the first of a kind at once, then counted, so its time tells little). */
async function requireReadable(ctx: Ctx, code: string, action: string): Promise<Product> {
  const product = await findByCode(code)
  if (product !== null && canRead(ctx.actor, product)) return product
  if (product !== null) {
    await recordRefusal(ctx, { action, subject: { kind: 'product', id: product.id }, right: 'read:product' })
  }
  throw new AppError('NOT_FOUND', { details: { kind: 'product' } })
}

async function requireEditable(ctx: Ctx, code: string): Promise<Product> {
  const action = 'product.updated'
  await requireRight(ctx, 'edit:product', { kind: 'product', id: code, action })
  const product = await requireReadable(ctx, code, action)
  if (canEdit(ctx.actor, product)) return product
  const right = 'edit:product'
  await recordRefusal(ctx, { action, subject: { kind: 'product', id: product.id }, right })
  throw new AppError('FORBIDDEN', { details: { right } })
}

/**
 * A product to be edited, and the groups that it may be put in.
 * @throws AppError NOT_FOUND when it cannot be read, FORBIDDEN when it can be read and not edited
 */
export async function getProductToEdit(
  ctx: Ctx,
  code: string,
): Promise<{ product: Product; groups: ProductGroupRef[] }> {
  const product = await requireEditable(ctx, code)
  const scope = await requireRight(ctx, 'edit:product')
  return { product, groups: await listGroups({ scope, userId: userIdOf(ctx.actor) }) }
}

/**
 * Saves a draft over the version that it started from, with what changed in the audit record. A draft without a change
 * writes nothing.
 * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION (unknown group; a group out of the actor's own reach),
 * VERSION_CONFLICT when somebody saved in between, CONFLICT when a sync owns the record
 */
export async function updateProduct(ctx: Ctx, input: UpdateProductInput): Promise<{ code: string }> {
  const product = await requireEditable(ctx, input.code)
  if (product.source !== 'portal') {
    throw new AppError('CONFLICT', { details: { reason: 'synced', source: product.source } })
  }
  const { code, version, ...draft } = input
  const groupId = await requireGroup(ctx, product, draft)
  if (product.version !== version) throw conflict(version, product.version)
  const changes = draftChanges(toDraft(product), draft)
  if (Object.keys(changes).length === 0) return { code: product.code }
  const { groupCode: _code, ...fields } = draft
  await inTransaction(async (tx) => {
    const saved = await updateAt(tx, { id: product.id, version, now: ctx.now() }, { ...fields, groupId })
    if (!saved) throw conflict(version, null)
    await recordChange(tx, ctx, {
      action: 'product.updated',
      subject: { kind: 'product', id: product.id },
      changes,
    })
  })
  return { code: product.code }
}

function conflict(yours: number, present: number | null): AppError {
  return new AppError('VERSION_CONFLICT', { details: { yours, present } })
}

/** The chosen group's id. The answer is the same for a group that is not there and one that is out of reach. */
async function requireGroup(ctx: Ctx, product: Product, draft: ProductDraft): Promise<string | null> {
  const groupId = draft.groupCode === null ? null : await findGroupId(draft.groupCode)
  const known = draft.groupCode === null || groupId !== null
  if (known && canSaveAs(ctx.actor, product, draft)) return groupId
  const words = 'Choose a group that you may edit products in.'
  throw new AppError('VALIDATION', { fieldErrors: { groupCode: [words] } })
}

/** The products in reach among these ids: for what a reader pinned or opened. Nothing without the right. */
export async function listReachable(ctx: Ctx, ids: readonly string[]): Promise<ProductRow[]> {
  return await listByIds(ids, await readScope(ctx))
}

/** The products in reach that were changed lately, the latest first. */
export async function listLatelyChanged(ctx: Ctx, limit: number): Promise<ProductRow[]> {
  return await listChanged(limit, await readScope(ctx))
}

/** The best matches for a text, the best first; names that resemble it when few match. */
export async function findMatches(ctx: Ctx, text: string, limit: number): Promise<ProductRow[]> {
  const of = await readScope(ctx)
  const exact = await listBest(text, limit, of)
  if (exact.length >= FEW) return exact
  const found = new Set(exact.map(({ id }) => id))
  const similar = await listSimilar(text, of)
  return [...exact, ...similar.filter(({ id }) => !found.has(id))].slice(0, limit)
}
