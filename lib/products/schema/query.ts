import { z } from 'zod'
import { toStorableText } from '@/lib/platform/storable'
import { FRESHNESS_VALUES, ME, NONE, PAGE_SIZES } from '../list-state'
import {
  MAX_PRODUCT_SEARCH,
  PAGE_SIZE,
  PRODUCT_SORTS,
  PRODUCT_STATUSES,
  type ProductCursor,
  type ProductSort,
} from '../model'
import { lookInput } from './look'

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

const word = (most: number) => z.string().trim().min(1).max(most).transform(toStorableText)

/** The beginning of a tag, as it is typed. */
export const tagPrefix = z.string().trim().max(100).transform(toStorableText).catch('')

/** Which products: what a list, an export and a bulk change are held to. What is not understood counts as not given. */
export const productFilter = z.object({
  q: z.string().trim().max(MAX_PRODUCT_SEARCH).transform(toStorableText).catch(''),
  group: word(64).optional().catch(undefined),
  status: z.enum(PRODUCT_STATUSES).optional().catch(undefined),
  tag: word(100)
    .transform((tag) => tag.toLowerCase())
    .optional()
    .catch(undefined),
  owner: z
    .union([z.literal(ME), z.literal(NONE), z.uuid()])
    .optional()
    .catch(undefined),
  fresh: z.enum(FRESHNESS_VALUES).optional().catch(undefined),
})

export type ProductFilter = z.output<typeof productFilter>

/**
 * The list's state as the address holds it. What is not understood counts as not given: an address that was cut or
 * edited by hand still shows a list. `after` and `before` (a row's place) take precedence over `page`, which then only
 * tells where in the whole the page stands. A search without an order of its own shows what fits best first.
 */
export const productQuery = productFilter
  .extend({
    sort: z.enum(PRODUCT_SORTS).optional().catch(undefined),
    dir: z.enum(['asc', 'desc']).catch('asc'),
    page: z.coerce.number().int().min(1).max(100_000).catch(1),
    after: cursor.optional().catch(undefined),
    before: cursor.optional().catch(undefined),
    size: z.coerce
      .number()
      .refine((size): size is (typeof PAGE_SIZES)[number] => (PAGE_SIZES as readonly number[]).includes(size))
      .catch(PAGE_SIZE),
    ...lookInput.shape,
    /** The saved view that the reader came by; it says nothing of what is shown. */
    view: z.uuid().optional().catch(undefined),
  })
  .transform(({ sort, ...rest }): Omit<typeof rest, 'size'> & { size: number; sort: ProductSort } => ({
    ...rest,
    sort: sort ?? (rest.q === '' ? 'code' : 'best'),
  }))

export type ProductQuery = z.output<typeof productQuery>
