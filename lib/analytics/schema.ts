import { z } from 'zod'
import { RIGHTS } from '@/lib/access/model'
import { CHART_KINDS, PARAMETER_TYPES, type QueryKey } from './model'

const KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME = /^[a-z][a-z0-9_]*$/

export const queryKeySchema = z
  .string()
  .max(80)
  .regex(KEY, 'is not the key of a query: small letters, digits and single dashes')
  .transform((key) => key as QueryKey)

/** A question of a page: the query, and its parameters as they stand in the address. */
export const refreshAnswerSchema = z.object({
  query: queryKeySchema,
  search: z.string().max(8_000).default(''),
})

const name = z.string().regex(NAME, 'is not a name: small letters, digits and underscores')
const words = z.string().trim().min(1)
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const parameterSchema = z.strictObject({
  label: words.optional(),
  description: z.string().trim().default(''),
  type: z.enum(PARAMETER_TYPES),
  /** None: the parameter may be left open, and is NULL then. */
  default: scalar.optional(),
  allowed: z.array(scalar).min(1).optional(),
})

const columnSchema = z.strictObject({
  label: words,
  decimals: z.int().min(0).max(20).optional(),
  show: z.enum(['product', 'month']).optional(),
  total: z.boolean().default(false),
})

const chartSchema = z
  .strictObject({ kind: z.enum(CHART_KINDS), x: name.optional(), y: name })
  .refine(({ kind, x }) => (kind === 'figure') === (x === undefined), {
    error: 'a line or bar needs x, a figure has none',
  })

/** The front matter of a file of `analytics/`, as written. */
export const frontMatterSchema = z.strictObject({
  title: words,
  description: z.string().trim().default(''),
  owner: words,
  tags: z.array(words).default([]),
  right: z.enum(RIGHTS).default('read:query'),
  sources: z.array(name).min(1),
  rowScope: z.enum(['productGroup']).optional(),
  freshness: z
    .string()
    .regex(/^(static|[1-9]\d{0,3} (minutes?|hours?|days?))$/, 'is not `static` or a time such as `6 hours`')
    .default('static'),
  parameters: z.record(name, parameterSchema).default({}),
  chart: chartSchema.optional(),
  columns: z.record(name, columnSchema).default({}),
})

export type FrontMatter = z.output<typeof frontMatterSchema>
