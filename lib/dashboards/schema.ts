import { z } from 'zod'
import { DASHBOARD_LIMITS as LIMITS } from './model'
import { templateFault } from './row-rule'

/** Words of addresses below /dashboards that pages may want for themselves. */
const RESERVED = new Set(['new', 'import', 'groups', 'changes', 'edit', 'search'])

export const dashboardSlug = z
  .string()
  .trim()
  .min(1, 'Give it a word for its address.')
  .max(LIMITS.slug, `has more than ${LIMITS.slug} characters`)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words in lower case, or figures, joined by hyphens')
  .refine((slug) => !RESERVED.has(slug), 'is a word that the portal uses itself')

const title = z
  .string()
  .trim()
  .min(1, 'Give it a title.')
  .max(LIMITS.title, `has more than ${LIMITS.title} characters`)
const description = z
  .string()
  .trim()
  .max(LIMITS.description, `has more than ${LIMITS.description} characters`)
const tag = z.string().trim().min(1, 'is empty').max(LIMITS.tag, `has more than ${LIMITS.tag} characters`)
const ruleKey = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be words in lower case joined by hyphens')
  .refine((key) => key !== 'open', 'is a word of its own: open to all who may see the dashboard')

/** dashboards/row-rules.yaml: docs/dashboards.md. */
export const rowRulesSchema = z.record(
  ruleKey,
  z.strictObject({
    title: z.string().trim().min(1, 'is empty').max(120),
    clause: z
      .string()
      .trim()
      .max(1_000)
      .superRefine((clause, context) => {
        const fault = templateFault(clause)
        if (fault !== null) context.addIssue({ code: 'custom', message: fault })
      }),
  }),
)

const code = z.string().trim().min(1, 'is empty').max(64)

/** dashboards/<slug>.yaml */
export const dashboardFileSchema = z.strictObject({
  title,
  description: description.default(''),
  dashboard: z.string().trim().min(1, 'is empty').max(200),
  tags: z.array(tag).max(LIMITS.tags).default([]),
  owner: z.string().trim().min(1, 'is empty').max(200).optional(),
  productGroups: z.array(code).max(LIMITS.groups).default([]),
  products: z.array(code).max(LIMITS.products).default([]),
  filters: z.array(z.string().trim().min(1, 'is empty').max(200)).max(LIMITS.filters).default([]),
  productFilter: z
    .strictObject({ filter: z.string().trim().min(1, 'is empty').max(200), by: z.enum(['code', 'name']) })
    .optional(),
  rows: z.record(z.string().min(1).max(300), z.union([z.literal('open'), ruleKey])),
})
export type DashboardFileConfig = z.output<typeof dashboardFileSchema>

/** One field, or its lines: as forms send several of a name. */
const lines = (most: number, each: number) =>
  z
    .string()
    .max(most * (each + 1))
    .default('')
    .transform((text) => [...new Set(text.split(/[\n,]/).map((line) => line.trim()))].filter(Boolean))
    .refine((list) => list.length <= most, `names more than ${most}`)
    .refine((list) => list.every((line) => line.length <= each), `holds one of more than ${each} characters`)

const RULE_FIELD = /^rule\.(\d{1,9})$/

/** `rule.7` of a form, gathered under `rules`. */
function gather(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || 'rules' in raw) return raw
  const rules = Object.entries(raw).flatMap(([name, value]) => {
    const id = RULE_FIELD.exec(name)?.[1]
    return id === undefined || value === '' ? [] : [[id, value] as const]
  })
  return { ...raw, rules: Object.fromEntries(rules.slice(0, LIMITS.datasets)) }
}

const optionalId = z.union([z.literal('').transform(() => null), z.uuid('Choose one of the people.')])

/** What is published of a dashboard; `version` when something was decided of it before. */
export const publishInput = z.preprocess(
  gather,
  z.object({
    upstreamId: z.string().min(1).max(200),
    version: z.coerce.number().int().min(1).optional(),
    slug: dashboardSlug,
    title,
    description: description.default(''),
    tags: lines(LIMITS.tags, LIMITS.tag),
    ownerId: optionalId.optional().transform((id) => id ?? null),
    filters: lines(LIMITS.filters, 200),
    productFilterId: z
      .string()
      .max(200)
      .default('')
      .transform((id) => id || null),
    productFilterBy: z.enum(['code', 'name']).default('code'),
    groups: lines(LIMITS.groups, 64),
    products: lines(LIMITS.products, 64),
    rules: z.record(z.string().regex(/^\d{1,9}$/), z.union([z.literal('open'), ruleKey])),
  }),
)
export type PublishInput = z.output<typeof publishInput>

export const unpublishInput = z.object({ slug: dashboardSlug, version: z.coerce.number().int().min(1) })
export type UnpublishInput = z.output<typeof unpublishInput>

export const MAX_DASHBOARD_SEARCH = 100

/** Words of an address; odd ones are no words. */
export const searchWords = z.string().trim().max(MAX_DASHBOARD_SEARCH).catch('')

export const refreshInput = z.object({})
