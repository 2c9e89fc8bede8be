import { z } from 'zod'
import type { ProductAttribute, ProductLink } from './model'

const attribute = z.object({
  key: z.string(),
  label: z.string(),
  value: z.union([z.string(), z.number()]),
  unit: z.string().optional(),
})

/** Only addresses that a browser may follow: a stored `javascript:` link is dropped. */
const link = z.object({ label: z.string(), url: z.url({ protocol: /^https?$/ }) })

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
