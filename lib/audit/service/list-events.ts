import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { toBound } from '../day-range'
import type { AuditEvent, SubjectName } from '../model'
import { countEvents, type EventQuery, findSubjectNames, listEvents, listKnownWords } from '../repository'
import type { AuditFilter, AuditPageRequest } from '../schema'

export const AUDIT_PAGE_SIZE = 50
const COUNT_CAP = 1_000
const SUGGESTED_WORDS = 200

export type AuditPage = {
  events: AuditEvent[]
  names: Map<string, SubjectName>
  /** How many match; with `capped` that many and more. */
  total: number
  capped: boolean
  /** Places to go on from, newer and older. */
  newer: string | null
  older: string | null
}

/** The filter with its days turned into moments of a zone. */
export function toEventQuery(filter: AuditFilter, timeZone: string): EventQuery {
  const { from, to, ...rest } = filter
  return {
    ...rest,
    ...(from === undefined ? {} : { from: toBound(from, 'from', timeZone) }),
    ...(to === undefined ? {} : { to: toBound(to, 'to', timeZone) }),
  }
}

/**
 * A page of the audit record, newest first. Needs `read:audit`.
 * @throws AppError FORBIDDEN, recorded
 */
export async function listAuditEvents(
  ctx: Ctx,
  input: { filter: AuditFilter; timeZone: string; page?: AuditPageRequest; limit?: number },
): Promise<AuditPage> {
  await requireRight(ctx, 'read:audit')
  const query = toEventQuery(input.filter, input.timeZone)
  const limit = input.limit ?? AUDIT_PAGE_SIZE
  const { after, before } = input.page ?? {}
  const [found, total] = await Promise.all([
    listEvents(query, { after, before, limit: limit + 1 }),
    countEvents(query, COUNT_CAP),
  ])
  const upward = after === undefined && before !== undefined
  const more = found.length > limit
  const events = more ? (upward ? found.slice(1) : found.slice(0, limit)) : found
  const hasNewer = upward ? more : after !== undefined
  const hasOlder = upward ? true : more
  return {
    events,
    names: await findSubjectNames(events.map(({ subject }) => subject)),
    total: Math.min(total, COUNT_CAP),
    capped: total > COUNT_CAP,
    newer: hasNewer ? (events[0]?.cursor ?? null) : null,
    older: hasOlder ? (events.at(-1)?.cursor ?? null) : null,
  }
}

/** Actions and kinds of subject in use, for the filter's suggestions. Needs `read:audit`. */
export async function listAuditWords(ctx: Ctx): Promise<{ actions: string[]; kinds: string[] }> {
  await requireRight(ctx, 'read:audit')
  const [actions, kinds] = await Promise.all([
    listKnownWords('action', SUGGESTED_WORDS),
    listKnownWords('subject_kind', SUGGESTED_WORDS),
  ])
  return { actions, kinds }
}
