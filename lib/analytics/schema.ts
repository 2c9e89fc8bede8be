import { z } from 'zod'
import { RIGHTS } from '@/lib/access/model'
import { CHART_KINDS, type ChartKind, ENGINES, type OrderTerm, PARAMETER_TYPES, type QueryKey } from './model'
import { WINDOW_KEYS } from './performance'
import type { FigureId } from './pinned-figures'

const KEY = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME = /^[a-z][a-z0-9_]*$/

export const queryKeySchema = z
  .string()
  .max(80)
  .regex(KEY, 'is not the key of a query: small letters, digits and single dashes')
  .transform((key) => key as QueryKey)

/** How far back query performance is looked at; a week where an address says something else. */
export const windowSchema = z.enum(WINDOW_KEYS).catch('7d')

/** A question of a page: the query, and its parameters as they stand in the address. */
export const refreshAnswerSchema = z.object({
  query: queryKeySchema,
  search: z.string().max(8_000).default(''),
})

const code = z.string().trim().min(1, 'Give a product’s code.').max(64, 'A code has at most 64 characters.')
const figureId = z.uuid().transform((id) => id as FigureId)
const version = z.coerce.number().int().min(1)
/** An empty field of a form is none. */
const orNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable())

/**
 * A figure for a product's card: the query, its parameters as they stand in the address, and the one that the code is given
 * to. With `figure`, in place of what that one asks, as it was in `version`.
 */
export const pinFigureInput = z.object({
  query: queryKeySchema,
  search: z.string().max(8_000).default(''),
  code,
  boundTo: orNull(z.string().max(80)),
  figure: orNull(figureId),
  version: version.default(1),
})

export const unpinFigureInput = z.object({ code, id: figureId, version })

export type PinFigureInput = z.output<typeof pinFigureInput>
export type UnpinFigureInput = z.output<typeof unpinFigureInput>

const name = z.string().regex(NAME, 'is not a name: small letters, digits and underscores')
/** `orders`, or a path such as `Sales.Northwind.orders`. */
const source = z.string().regex(/^[\w$-]+([. ][\w$-]+)*$/, 'is not the name of a table')
const words = z.string().trim().min(1)
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const scalars = z.array(scalar).min(1)

const parameterSchema = z
  .strictObject({
    label: words.optional(),
    description: z.string().trim().default(''),
    type: z.enum([...PARAMETER_TYPES, 'list']),
    /** The type of a list's items. */
    of: z.enum(PARAMETER_TYPES).optional(),
    /** None: the parameter may be left open, and is NULL then. */
    default: z.union([scalar, scalars]).optional(),
    allowed: scalars.optional(),
    allowedFrom: z.strictObject({ query: queryKeySchema, column: name }).optional(),
  })
  .refine(({ type, of }) => (type === 'list') === (of !== undefined), {
    error: 'a list, and nothing else, says what it is a list of',
    path: ['of'],
  })
  .refine(({ type, default: given }) => type === 'list' || !Array.isArray(given), {
    error: 'only a list has several values',
    path: ['default'],
  })
  .refine(({ allowed, allowedFrom }) => allowed === undefined || allowedFrom === undefined, {
    error: 'stands beside allowed: there can be one of them',
    path: ['allowedFrom'],
  })

const columnSchema = z.strictObject({
  label: words,
  decimals: z.int().min(0).max(20).optional(),
  show: z.enum(['product', 'month']).optional(),
  total: z.boolean().default(false),
})

/** What each kind of chart needs besides `y`, and what it may have. */
const CHART_COLUMNS: Record<ChartKind, { needs: readonly ChartColumn[]; may: readonly ChartColumn[] }> = {
  figure: { needs: [], may: ['comparison'] },
  line: { needs: ['x'], may: ['series'] },
  bar: { needs: ['x'], may: [] },
  stacked: { needs: ['x', 'series'], may: [] },
  scatter: { needs: ['x'], may: ['series', 'label'] },
  heatmap: { needs: ['x', 'value'], may: [] },
}

const OPTIONAL_COLUMNS = ['x', 'series', 'value', 'comparison', 'label'] as const
type ChartColumn = (typeof OPTIONAL_COLUMNS)[number]

const chartSchema = z
  .strictObject({
    kind: z.enum(CHART_KINDS),
    y: name,
    x: name.optional(),
    series: name.optional(),
    value: name.optional(),
    comparison: name.optional(),
    label: name.optional(),
  })
  .superRefine((chart, context) => {
    const { needs, may } = CHART_COLUMNS[chart.kind]
    for (const column of OPTIONAL_COLUMNS) {
      if (needs.includes(column) && chart[column] === undefined) {
        context.addIssue({ code: 'custom', message: `a ${chart.kind} chart needs ${column}` })
      } else if (!needs.includes(column) && !may.includes(column) && chart[column] !== undefined) {
        context.addIssue({ code: 'custom', path: [column], message: `a ${chart.kind} chart has none` })
      }
    }
  })

const orderTerm = z
  .string()
  .regex(/^[a-z][a-z0-9_]*( (asc|desc))?$/, 'is not a column, with asc or desc behind it')
  .transform((text): OrderTerm => {
    const [column = '', direction] = text.split(' ')
    return { column, descending: direction === 'desc' }
  })

/** The front matter of a file of `analytics/`, as written. */
export const frontMatterSchema = z.strictObject({
  title: words,
  description: z.string().trim().default(''),
  owner: words,
  tags: z.array(words).default([]),
  right: z.enum(RIGHTS).default('read:query'),
  sources: z.array(source).min(1),
  rowScope: z.union([z.literal('productGroup'), z.strictObject({ column: name })]).optional(),
  orderBy: z.array(orderTerm).min(1).optional(),
  engine: z.enum(ENGINES).optional(),
  freshness: z
    .string()
    .regex(/^(static|[1-9]\d{0,3} (minutes?|hours?|days?))$/, 'is not `static` or a time such as `6 hours`')
    .default('static'),
  parameters: z.record(name, parameterSchema).default({}),
  chart: chartSchema.optional(),
  columns: z.record(name, columnSchema).default({}),
})

export type FrontMatter = z.output<typeof frontMatterSchema>
