import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import type { PersonName } from '@/lib/access/service/list-names'
import { FEW, type ProductPage } from '../model'
import { type Beside, listPage } from '../repository/list'
import type { ProductQuery } from '../schema/query'
import type { ListSettings } from '../views'
import { findSimilar } from './find-similar'
import { listFor, userIdOf } from './reach'

/** The list as a person works with it. */
export type OpenedList = {
  page: ProductPage
  /** How the actor likes the list, and the views that they may use: a view says what to look for; what is found, rights say. */
  settings: ListSettings
  /** Enabled people by name, some hundreds at most, to choose an owner from; null for who may change no product. */
  people: readonly PersonName[] | null
}

/**
 * A page of the products that the actor may read, with its total. When a search finds few, names that resemble it come
 * beside.
 * @throws AppError FORBIDDEN without `read:product` on any record
 */
export async function listProducts(ctx: Ctx, query: ProductQuery): Promise<ProductPage> {
  return (await list(ctx, query, { settingsOf: null, people: false })).page
}

/**
 * The same with what a person needs to work with it.
 * @throws AppError FORBIDDEN without `read:product` on any record
 */
export async function openList(ctx: Ctx, query: ProductQuery): Promise<OpenedList> {
  const mayEdit = canSome(ctx.actor, 'edit:product')
  const listed = await list(ctx, query, { settingsOf: userIdOf(ctx.actor), people: mayEdit })
  return { ...listed, people: mayEdit ? listed.people : null }
}

async function list(ctx: Ctx, query: ProductQuery, beside: Beside) {
  const of = await listFor(ctx, query.q)
  const { page, settings, people } = await listPage(query, of, beside)
  const few = query.q !== '' && query.page === 1 && page.total.value < FEW
  if (!few) return { page: { ...page, similar: [] }, settings, people }
  const found = new Set(page.rows.map(({ id }) => id))
  const similar = await findSimilar(query.q, of)
  return { page: { ...page, similar: similar.filter(({ id }) => !found.has(id)) }, settings, people }
}
