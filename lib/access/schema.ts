import { z } from 'zod'
import { type Condition, type ConditionedRight, RIGHTS } from './model'
import { carriesCondition } from './policy'

const MAX_VALUES = 200

const values = z
  .array(z.string().trim().min(1).max(100))
  .min(1, 'Name at least one.')
  .max(MAX_VALUES)
  .transform((list) => [...new Set(list)].sort())

/** The closed list of conditions. Strict, so that what a later version writes is not half understood. */
export const conditionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('own') }),
  z.strictObject({ kind: z.literal('productGroup'), in: values }),
  z.strictObject({ kind: z.literal('tag'), in: values }),
])

export const conditionedRightSchema = z
  .strictObject({ right: z.enum(RIGHTS), condition: conditionSchema.optional() })
  .refine(
    ({ right, condition }) => condition === undefined || carriesCondition(right, condition),
    'Records of this kind cannot be held to that condition.',
  )

/** How a condition came out of the database: none, one that holds, or one that is not understood. */
export type StoredCondition =
  | { understood: true; condition: Condition | null }
  | { understood: false; condition?: undefined }

/** What is not understood gives nothing: a grant with such a condition is left out, never taken as unconditioned. */
export function readCondition(stored: unknown): StoredCondition {
  if (stored === null || stored === undefined) return { understood: true, condition: null }
  const parsed = conditionSchema.safeParse(stored)
  return parsed.success ? { understood: true, condition: parsed.data } : { understood: false }
}

/** The rights of a stored role that are understood; the others are left out one by one. */
export function readRights(stored: unknown): ConditionedRight[] {
  if (!Array.isArray(stored)) return []
  return stored.flatMap((entry) => {
    const parsed = conditionedRightSchema.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}
