import { z } from 'zod'
import {
  ATTRIBUTE_TYPES,
  LINK_TYPES,
  PRODUCT_STATUSES,
  type ProductAttribute,
  type ProductDraft,
  type ProductLink,
} from './model'

const attribute = z
  .object({
    key: z.string(),
    label: z.string(),
    type: z.enum(ATTRIBUTE_TYPES).optional(),
    value: z.union([z.string(), z.number(), z.boolean()]),
    unit: z.string().optional(),
  })
  .transform(({ type, ...rest }): ProductAttribute => ({ ...rest, type: type ?? typeOf(rest.value) }))

function typeOf(value: ProductAttribute['value']): ProductAttribute['type'] {
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'text'
}

/** Only addresses that a browser may follow: a stored `javascript:` link is dropped. */
const link = z.object({
  type: z.enum(LINK_TYPES).catch('other'),
  label: z.string(),
  url: z.url({ protocol: /^https?$/ }),
})

/** A JSON column's entries that have the right shape; others are left out rather than breaking the card. */
function entries<T>(shape: z.ZodType<T>, stored: unknown): T[] {
  if (!Array.isArray(stored)) return []
  return stored.flatMap((entry) => {
    const parsed = shape.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}

export function storedAttributes(stored: unknown): ProductAttribute[] {
  return entries(attribute, stored)
}

export function storedLinks(stored: unknown): ProductLink[] {
  return entries(link, stored)
}

const content = z.object({
  code: z.string(),
  name: z.string(),
  description: z.string(),
  status: z.enum(PRODUCT_STATUSES),
  groupCode: z.string().nullable(),
  ownerId: z.string().nullable(),
  tags: z.array(z.string()),
  attributes: z.unknown(),
  links: z.unknown(),
})

/** What a version held, as the database wrote it down (migration product_card). @throws ZodError */
export function storedContent(stored: unknown): ProductDraft {
  const { attributes, links, ...plain } = content.parse(stored)
  return { ...plain, attributes: storedAttributes(attributes), links: storedLinks(links) }
}
