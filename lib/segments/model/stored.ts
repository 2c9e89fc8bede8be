import { z } from 'zod'
import { type ParameterValue, type SegmentParameter, VALUE_TYPES } from './parameter'

const value = z.object({
  id: z.string(),
  value: z.string(),
  valueType: z.enum(VALUE_TYPES),
  unit: z.string().nullable(),
})
const parameter = value.extend({ description: z.string() })

/** A JSON column's entries that have the right shape; others are left out rather than breaking the page. */
function entries<T>(shape: z.ZodType<T>, stored: unknown): T[] {
  if (!Array.isArray(stored)) return []
  return stored.flatMap((entry) => {
    const parsed = shape.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}

export function storedParameters(stored: unknown): SegmentParameter[] {
  return entries(parameter, stored)
}

export function storedValues(stored: unknown): ParameterValue[] {
  return entries(value, stored)
}
