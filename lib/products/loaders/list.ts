import 'server-only'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import type { PersonName } from '@/lib/access/service/list-names'
import type { BulkResult } from '../bulk'
import { DEFAULT_COLUMNS, type Density, type ProductColumn } from '../list-state'
import type { ProductPage } from '../model'
import { type ProductQuery, productQuery } from '../schema/query'
import { openList } from '../service/list-products'
import { getBulkResult } from '../service/undo-bulk-change'
import { type ListSettings, toViewHref } from '../views'

/** Built once: building it costs more than parsing with it. */
const BULK_ID = z.uuid()

type SearchParams = Record<string, string | string[] | undefined>

/** The list's page as its parts take it. */
export type LoadedList = {
  ctx: PageCtx
  query: ProductQuery
  page: ProductPage
  columns: readonly ProductColumn[]
  density: Density
  settings: ListSettings
  /** What was done to many at once, when the address names it and it was the reader. */
  bulk: BulkResult | null
  /** What may be done to many at once; null for who may edit none. */
  editing: { people: readonly PersonName[]; seenAt: Date } | null
  mayCreate: boolean
  mayImport: boolean
  mayReadGroups: boolean
}

/**
 * The list: gate, then the page that the address asks for. An address without a state of its own is the reader's own view,
 * when they chose one; one that names a view and nothing else is that view's state.
 */
export async function loadProductList(parameters: SearchParams): Promise<LoadedList> {
  const ctx = await pageCtx('read:product')
  const seenAt = ctx.now()
  const query = productQuery.parse(parameters)
  const bulkId = BULK_ID.safeParse(parameters.bulk).data
  const [{ page, settings, people }, bulk] = await Promise.all([
    openList(ctx, query),
    bulkId === undefined ? null : getBulkResult(ctx, bulkId),
  ])
  followView(parameters, query, settings)
  return {
    ctx,
    query,
    page,
    columns: query.columns ?? settings.columns ?? DEFAULT_COLUMNS,
    density: query.density ?? settings.density ?? 'normal',
    settings,
    bulk,
    editing: people === null ? null : { people, seenAt },
    mayCreate: canSome(ctx.actor, 'create:product'),
    mayImport: people !== null,
    mayReadGroups: canSome(ctx.actor, 'read:productGroup'),
  }
}

function followView(parameters: SearchParams, query: ProductQuery, settings: ListSettings): void {
  const names = Object.keys(parameters)
  const id = names.length === 0 ? settings.defaultView : names.join() === 'view' ? query.view : null
  const view = settings.views.find((one) => one.id === id)
  if (view !== undefined && (view.query !== '' || names.length === 0)) redirect(toViewHref(view))
}
