import { z } from 'zod'
import {
  GROUP_LIMITS,
  LINK_TYPES,
  PRODUCT_LIMITS,
  PRODUCT_STATUSES,
  type ProductStatus,
} from '@/lib/products/model'
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

/** Names that stand once, whatever their case. */
function once(
  names: readonly string[],
  at: (index: number) => PropertyKey[],
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>()
  for (const [index, name] of names.entries()) {
    const key = name.toLowerCase()
    if (seen.has(key)) context.addIssue({ code: 'custom', path: at(index), message: 'stands there twice' })
    seen.add(key)
  }
}

/** A database of the knowledge base, by the names that people see. */
const database = z.strictObject({ space: words, database: words })

/**
 * A query of the catalogue, by the name of its file without `.sql`. `id`: the column that tells a record from all others.
 * `parameters`: what it is asked with, where its defaults will not do.
 */
const query = z.strictObject({
  query: z
    .string()
    .max(100)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be the name of a file of analytics/ without .sql'),
  id: words,
  parameters: z
    .record(words, z.union([z.string().max(500), z.number(), z.boolean()]).transform(String))
    .default({}),
})

/** What every mapping says, whatever the kind of its records. */
const head = {
  title: words,
  description: z.string().trim().max(1_000).default(''),
  sampleOnly: z.boolean().default(false),
  units: z.record(words, words).default({}),
  tags: z.array(words).max(20).default([]),
}

const segmentMapping = z
  .strictObject({
    ...head,
    from: database,
    record: z.literal('segment'),
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
  })
  .superRefine(({ parameters }, context) => {
    once(
      parameters.map(({ id }) => id),
      (index) => ['parameters', index, 'id'],
      context,
    )
  })

const attribute = z
  .strictObject({ key: words.max(60), field: words, unit: words.optional(), unitField: words.optional() })
  .superRefine(({ unit, unitField }, context) => {
    if (unit === undefined || unitField === undefined) return
    context.addIssue({ code: 'custom', path: ['unitField'], message: 'give unit or unitField, not both' })
  })

const link = z.strictObject({
  label: words.max(PRODUCT_LIMITS.linkLabel),
  field: words,
  type: z.enum(LINK_TYPES, `must be one of ${LINK_TYPES.join(', ')}`).default('document'),
})

const MOST_IN_TURN = 5

/** A field, or several in turn: the first that tells something. */
const inTurn = z.union(
  [
    words.transform((field) => [field]),
    z.array(words).min(1, 'is empty').max(MOST_IN_TURN, `names more than ${MOST_IN_TURN} fields`),
  ],
  {
    error: ({ input }) =>
      input === undefined ? 'is missing' : `must be a field, or a list of at most ${MOST_IN_TURN} fields`,
  },
)

const statusWord = z.enum(PRODUCT_STATUSES, `must be one of ${PRODUCT_STATUSES.join(', ')}`)

const productMapping = z
  .strictObject({
    ...head,
    from: z.union([database, query], 'must be a space and a database, or a query and the column of its ids'),
    record: z.literal('product'),
    fields: z.strictObject({
      code: words,
      name: inTurn,
      description: words.optional(),
      status: z
        .union(
          [
            words.transform((field) => ({ field, as: {} as Record<string, ProductStatus> })),
            z.strictObject({ field: words, as: z.record(words, statusWord) }),
          ],
          `must be a field, or a field with its words as ${PRODUCT_STATUSES.join(', ')}`,
        )
        .optional(),
      productGroup: z
        .union(
          [inTurn.transform((field) => ({ field })), z.strictObject({ always: words })],
          'must be a field, or always with a group’s code',
        )
        .optional(),
      owner: words.optional(),
    }),
    attributes: z.array(attribute).max(GROUP_LIMITS.attributes).default([]),
    links: z.array(link).max(PRODUCT_LIMITS.links).default([]),
  })
  .superRefine(({ from, sampleOnly, fields, attributes, links }, context) => {
    if (sampleOnly && 'query' in from) {
      const message = 'is for databases of Fibery: there is no sample of the warehouse'
      context.addIssue({ code: 'custom', path: ['sampleOnly'], message })
    }
    once(
      attributes.map(({ key }) => key),
      (index) => ['attributes', index, 'key'],
      context,
    )
    once(
      links.map(({ label }) => label),
      (index) => ['links', index, 'label'],
      context,
    )
    if (attributes.length === 0 || fields.productGroup !== undefined) return
    const message = 'are those of a product group: name fields.productGroup too'
    context.addIssue({ code: 'custom', path: ['attributes'], message })
  })

/** `mappings/<key>.yaml`: docs/sync.md. */
export const mappingSchema = z.discriminatedUnion('record', [segmentMapping, productMapping], {
  error: ({ code }) => (code === 'invalid_union' ? 'must be segment or product' : undefined),
})

export type SegmentConfig = z.output<typeof segmentMapping>
export type ProductConfig = z.output<typeof productMapping>

export const trySyncInput = z.object({ key: mappingKey })
export type SyncInput = z.output<typeof trySyncInput>
