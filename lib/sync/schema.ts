import { z } from 'zod'
import { PARAMETER_LIMITS, parameterIdFault, takesUnit, VALUE_TYPES } from '@/lib/segments/model/parameter'

/** How a duration is told: as ISO 8601, or as a number of these. */
export const DURATION_FORMS = ['iso', 'seconds', 'minutes', 'hours', 'days'] as const
export type DurationForm = (typeof DURATION_FORMS)[number]

const words = z.string().trim().min(1, 'is empty').max(200, 'has more than 200 characters')

/** The name of a mapping's file without `.yaml`. */
export const mappingKey = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be words in lower case joined by hyphens')

const parameter = z
  .strictObject({
    id: words.max(PARAMETER_LIMITS.id),
    field: words,
    kind: z.enum(VALUE_TYPES, `must be one of ${VALUE_TYPES.join(', ')}`).default('decimal'),
    unit: words.max(PARAMETER_LIMITS.unit).optional(),
    unitField: words.optional(),
    description: z.string().trim().max(PARAMETER_LIMITS.description).default(''),
  })
  .superRefine(({ id, kind, unit, unitField }, context) => {
    const add = (key: string, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [key], message })
    }
    add('id', parameterIdFault(id))
    const isMeasured = unit !== undefined || unitField !== undefined
    add('kind', isMeasured && !takesUnit(kind) ? 'only a number has a unit' : null)
    add(
      'unitField',
      unit !== undefined && unitField !== undefined ? 'give unit or unitField, not both' : null,
    )
  })

/** `mappings/<key>.yaml`: docs/sync.md. */
export const mappingSchema = z
  .strictObject({
    title: words,
    description: z.string().trim().max(1_000).default(''),
    record: z.literal('segment', 'must be segment'),
    sampleOnly: z.boolean().default(false),
    from: z.strictObject({ space: words, database: words }),
    fields: z.strictObject({
      code: words,
      name: words,
      description: words.optional(),
      duration: z
        .union([
          words.transform((field) => ({ field, as: 'iso' as const })),
          z.strictObject({ field: words, as: z.enum(DURATION_FORMS) }),
        ])
        .optional(),
      parent: words.optional(),
    }),
    parameters: z.array(parameter).max(PARAMETER_LIMITS.count).default([]),
    units: z.record(words, words).default({}),
    tags: z.array(words).max(20).default([]),
  })
  .superRefine(({ parameters }, context) => {
    const seen = new Set<string>()
    for (const [index, { id }] of parameters.entries()) {
      const key = id.toLowerCase()
      if (seen.has(key)) {
        context.addIssue({ code: 'custom', path: ['parameters', index, 'id'], message: 'stands there twice' })
      }
      seen.add(key)
    }
  })

export type MappingConfig = z.output<typeof mappingSchema>

export const trySyncInput = z.object({ key: mappingKey })
export type SyncInput = z.output<typeof trySyncInput>
