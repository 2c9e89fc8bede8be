import { z } from 'zod'
import { toStorableText } from '@/lib/platform/storable'
import { MAX_PRODUCT_SEARCH, PRODUCT_SORTS, PRODUCT_STATUSES, type ProductCursor } from '../model'

const cursor = z
  .string()
  .max(400)
  .transform((text, context) => {
    const parsed = cursorValue.safeParse(fromBase64Url(text))
    if (parsed.success) return parsed.data
    context.addIssue({ code: 'custom', message: 'not a cursor' })
    return z.NEVER
  })

const cursorValue: z.ZodType<ProductCursor> = z.tuple([
  z.string().max(300).transform(toStorableText),
  z.uuid(),
])

function fromBase64Url(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    )
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}

export function toBase64Url(cursorOfRow: ProductCursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify(cursorOfRow))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/**
 * The list's state as the address holds it. What is not understood counts as not given: an address that was cut or
 * edited by hand still shows a list. `after` and `before` (a row's place) take precedence over `page`, which then only
 * tells where in the whole the page stands.
 */
export const productQuery = z.object({
  q: z.string().trim().max(MAX_PRODUCT_SEARCH).catch(''),
  group: z.string().trim().max(64).optional().catch(undefined),
  status: z.enum(PRODUCT_STATUSES).optional().catch(undefined),
  sort: z.enum(PRODUCT_SORTS).catch('code'),
  dir: z.enum(['asc', 'desc']).catch('asc'),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  after: cursor.optional().catch(undefined),
  before: cursor.optional().catch(undefined),
})

export type ProductQuery = z.output<typeof productQuery>

/** An address of the list: this state with some of it changed. Whatever changes the set or its order begins anew. */
export function toProductsHref(query: ProductQuery, change: Partial<ProductQuery> = {}): string {
  const movesPage = 'page' in change
  const { after, before, page, ...state } = { ...query, ...change }
  const parameters = new URLSearchParams()
  if (state.q !== '') parameters.set('q', state.q)
  if (state.group !== undefined) parameters.set('group', state.group)
  if (state.status !== undefined) parameters.set('status', state.status)
  if (state.sort !== 'code') parameters.set('sort', state.sort)
  if (state.dir !== 'asc') parameters.set('dir', state.dir)
  if (movesPage) {
    if (page > 1) parameters.set('page', String(page))
    if (change.after !== undefined) parameters.set('after', toBase64Url(change.after))
    if (change.before !== undefined && page > 1) parameters.set('before', toBase64Url(change.before))
  }
  return parameters.size === 0 ? '/products' : `/products?${parameters}`
}
