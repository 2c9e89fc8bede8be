import { z } from 'zod'
import { toRows } from '@/lib/platform/form-fields'
import { durationFault } from '@/lib/segments/model/duration'
import { PARAMETER_LIMITS } from '@/lib/segments/model/parameter'
import { SEGMENT_LIMITS } from '@/lib/segments/model/segment'
import { MAX_STEPS } from '@/lib/segments/model/step'

const text = (most: number, words: string) => z.string().trim().max(most, words).default('')

const duration = text(SEGMENT_LIMITS.duration, 'That is too long for a duration.').transform(
  (typed, context) => {
    const fault = typed === '' ? null : durationFault(typed)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    return typed === '' ? null : typed
  },
)

/** A value typed over the segment's own; nothing typed is nothing overridden. */
const value = z.object({
  id: text(PARAMETER_LIMITS.id, 'An id has at most 64 characters.'),
  value: text(PARAMETER_LIMITS.value, 'At most 500 characters.'),
  unit: text(PARAMETER_LIMITS.unit, 'At most 64 characters.'),
})

const line = z.object({
  segment: text(SEGMENT_LIMITS.code, 'A code has at most 64 characters.'),
  no: z.coerce.number().min(0).max(100_000).catch(Number.POSITIVE_INFINITY),
  remove: z
    .string()
    .optional()
    .transform((box) => box !== undefined),
  duration,
  parameters: z.array(value).max(PARAMETER_LIMITS.count).default([]),
})

/** The form of a product's segments: rows in the order of their numbers, with the row that each was typed in. */
export const updateStepsInput = z.preprocess(
  (raw) => (typeof raw === 'object' && raw !== null ? toRows(raw as Record<string, unknown>) : raw),
  z.object({
    code: z.string().trim().min(1).max(64),
    /** Stands for the steps that the form began with. */
    fingerprint: z.string().max(64),
    lines: z
      .array(line)
      .max(MAX_STEPS, 'At most 200 steps.')
      .default([])
      .transform((lines) =>
        lines
          .map((one, rowIndex) => ({ ...one, rowIndex }))
          .filter(({ segment, remove }) => segment !== '' && !remove)
          .sort((one, other) => (one.no === other.no ? one.rowIndex - other.rowIndex : one.no - other.no)),
      ),
  }),
)
export type UpdateStepsInput = z.output<typeof updateStepsInput>

/** Which two products are compared, by code; nothing where nothing is chosen yet. */
export const compareQuery = z.object({
  a: z.string().trim().max(64).catch(''),
  b: z.string().trim().max(64).catch(''),
})
