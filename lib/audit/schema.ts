import { z } from 'zod'
import { MAX_AUDIT_FILTER, OUTCOMES } from './model'

const text = z.string().trim().min(1).max(MAX_AUDIT_FILTER)
/** Real days of years that every part understands: the reader's zone and the day after may not lead out of them. */
const YEAR = /^[12]\d{3}-/
const day = z.iso.date().regex(YEAR)
const moment = z.iso.datetime({ offset: true }).regex(YEAR)

/** A place in the list: microseconds since 1970 and the event's id. */
const cursor = z
  .string()
  .regex(/^\d{1,17}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  .transform((value) => {
    const [at = '0', id = ''] = value.split('_')
    return { at, id }
  })

export type Cursor = z.output<typeof cursor>

/** What the list can be narrowed to. */
export const auditFilterSchema = z.object({
  /** An actor's id, or part of a person's name or e-mail. */
  actor: text.optional(),
  /** `product.updated`, or with a star at its end: `product.*`. */
  action: text.optional(),
  kind: text.optional(),
  id: text.optional(),
  outcome: z.enum(OUTCOMES).optional(),
  request: text.optional(),
  /** Days in the reader's zone, both included; or moments with their own zone. */
  from: z.union([day, moment]).optional(),
  to: z.union([day, moment]).optional(),
})

export type AuditFilter = z.output<typeof auditFilterSchema>
export const FILTER_NAMES = Object.keys(auditFilterSchema.shape) as (keyof AuditFilter)[]

const pageSchema = z.object({
  after: cursor.optional(),
  before: cursor.optional(),
  /** How many come before this page, for "51–100". */
  n: z.coerce.number().int().min(0).max(100_000_000).catch(0),
})

export type AuditPageRequest = z.output<typeof pageSchema>

type SearchParams = Record<string, string | string[] | undefined>

function single(params: SearchParams, name: string): string | undefined {
  const value = params[name]
  const first = Array.isArray(value) ? value[0] : value
  return first?.trim() === '' ? undefined : first
}

/** Filters from a URL; what cannot be understood is left out and named in `ignored`, so that the page can say so. */
export function parseAuditFilter(params: SearchParams): { filter: AuditFilter; ignored: string[] } {
  const filter: Record<string, unknown> = {}
  const ignored: string[] = []
  for (const name of FILTER_NAMES) {
    const raw = single(params, name)
    if (raw === undefined) continue
    const parsed = auditFilterSchema.shape[name].safeParse(raw)
    if (parsed.success) filter[name] = parsed.data
    else ignored.push(name)
  }
  return { filter: auditFilterSchema.parse(filter), ignored }
}

export function parseAuditPage(params: SearchParams): AuditPageRequest {
  const parsed = pageSchema.safeParse({
    after: single(params, 'after'),
    before: single(params, 'before'),
    n: single(params, 'n'),
  })
  return parsed.success ? parsed.data : { n: 0 }
}

/** The query of a list's URL. */
export function auditQuery(filter: AuditFilter, more: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...filter, ...more })) {
    if (value !== undefined && value !== '') query.set(name, value)
  }
  const rendered = query.toString()
  return rendered === '' ? '' : `?${rendered}`
}
