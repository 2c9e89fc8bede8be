import pg from 'pg'
import { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import { sendWithCommit } from '@/lib/platform/with-commit'
import type {
  AuditEvent,
  AuditEventId,
  AuditSubject,
  FieldChanges,
  Outcome,
  PreparedEvents,
  StoredEvent,
  SubjectName,
} from './model'
import type { AuditFilter, Cursor } from './schema'

/** The call that adds an event and its personal values, complete: every value is a quoted literal. */
function appendCall(event: StoredEvent): string {
  const { personal } = event
  const columns = [
    event.id,
    event.at,
    event.actorKind,
    event.actorId,
    event.action,
    event.subjectKind,
    event.subjectId,
    event.outcome,
    event.requestId,
    event.changes,
    event.count,
    event.mac,
  ].map((value) => pg.escapeLiteral(value))
  const list = (values: readonly (string | null)[]) =>
    personal.length === 0
      ? 'NULL'
      : `ARRAY[${values.map((value) => pg.escapeLiteral(value ?? '')).join(',')}]`
  const lists = [
    personal.map(({ field }) => field),
    personal.map(({ value }) => value),
    personal.map(({ salt }) => salt),
    personal.map(({ commitment }) => commitment),
  ].map(list)
  return `SELECT audit_append(${[...columns, ...lists].join(',')})`
}

/** Adds an event and its personal values, together with the COMMIT of the writer's transaction. */
export async function insertEvent(tx: Tx, event: StoredEvent): Promise<void> {
  const call = appendCall(event)
  if (!sendWithCommit(tx, call)) await tx.$executeRawUnsafe(call)
}

/**
 * Adds many events at once with their personal values, in one statement that never leaves the database: for a change of
 * thousands of records in one transaction. `prepared` selects them as `event`; its text is the code's own.
 */
export async function insertEvents(tx: Tx, prepared: PreparedEvents): Promise<void> {
  await tx.$executeRawUnsafe(
    `WITH e AS MATERIALIZED (
      SELECT r.* FROM (${prepared.text}) AS kept, jsonb_to_record(kept.event) AS r (id uuid, at bigint, "actorKind" text,
        "actorId" text, action text, "subjectKind" text, "subjectId" text, outcome text, "requestId" text, changes text,
        count int, mac text, personal jsonb)
    ), added AS (
      INSERT INTO audit_event
        (id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, changes, count, mac)
      SELECT id, timestamptz 'epoch' + at * interval '1 microsecond', "actorKind", "actorId", action, "subjectKind",
        "subjectId", outcome, "requestId", changes::jsonb, count, mac FROM e
    )
    INSERT INTO audit_personal (event_id, field, value, salt, commitment)
    SELECT e.id, p.field, p.value, p.salt, p.commitment
    FROM e, jsonb_to_recordset(e.personal) AS p (field text, value text, salt text, commitment text)`,
    ...prepared.values,
  )
}

/** Adds an event in a transaction of its own. */
export async function insertEventAlone(event: StoredEvent): Promise<void> {
  await withDatabaseErrors(() => insertEvent(db(), event))
}

/** What is read, with the bounds of its time worked out. */
export type EventQuery = Omit<AuditFilter, 'from' | 'to'> & { from?: Date; to?: Date }

type ReadRow = {
  id: string
  micros: string
  actorKind: string
  actorId: string
  action: string
  subjectKind: string
  subjectId: string
  outcome: Outcome
  requestId: string
  changes: FieldChanges
  count: number
  personal: Record<string, string | null>
  position: bigint | null
}

function toEvent(row: ReadRow): AuditEvent & { cursor: string } {
  const { 'actor.name': name = null, ...personal } = row.personal
  return {
    id: row.id as AuditEventId,
    at: new Date(Number(BigInt(row.micros) / 1000n)),
    actor: { kind: row.actorKind, id: row.actorId, name },
    action: row.action,
    subject: { kind: row.subjectKind, id: row.subjectId },
    outcome: row.outcome,
    requestId: row.requestId,
    changes: row.changes,
    personal,
    count: row.count,
    position: row.position,
    cursor: `${row.micros}_${row.id}`,
  }
}

/** Text in a LIKE pattern that stands for itself. */
function likeText(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)
}

function matching(query: EventQuery): Prisma.Sql {
  const all: Prisma.Sql[] = [Prisma.sql`TRUE`]
  const { actor, action, kind, id, outcome, request, from, to } = query
  if (actor !== undefined) {
    const pattern = `%${likeText(actor)}%`
    all.push(Prisma.sql`(event.actor_id = ${actor} OR event.actor_id IN (
      SELECT person.id::text FROM app_user person WHERE person.name ILIKE ${pattern} OR person.email ILIKE ${pattern}))`)
  }
  if (action?.endsWith('*')) all.push(Prisma.sql`event.action LIKE ${`${likeText(action.slice(0, -1))}%`}`)
  else if (action !== undefined) all.push(Prisma.sql`event.action = ${action}`)
  if (kind !== undefined) all.push(Prisma.sql`event.subject_kind = ${kind}`)
  if (id !== undefined) all.push(Prisma.sql`event.subject_id = ${id}`)
  if (outcome !== undefined) all.push(Prisma.sql`event.outcome = ${outcome}`)
  if (request !== undefined) all.push(Prisma.sql`event.request_id = ${request}`)
  if (from !== undefined) all.push(Prisma.sql`event.at >= ${from.toISOString()}::timestamptz`)
  if (to !== undefined) all.push(Prisma.sql`event.at < ${to.toISOString()}::timestamptz`)
  return Prisma.join(all, ' AND ')
}

/** Events that match, newest first; `from` a place: those older than it, or (`before`) the nearest newer ones. */
export async function listEvents(
  query: EventQuery,
  page: { after?: Cursor; before?: Cursor; limit: number },
): Promise<(AuditEvent & { cursor: string })[]> {
  const { after, before, limit } = page
  const place = after ?? before
  const at = Prisma.sql`timestamptz 'epoch' + ${place?.at ?? '0'}::bigint * interval '1 microsecond'`
  const key = Prisma.sql`(${at}, ${place?.id ?? FIRST_ID}::uuid)`
  const bound =
    after !== undefined
      ? Prisma.sql`AND (event.at, event.id) < ${key}`
      : before !== undefined
        ? Prisma.sql`AND (event.at, event.id) > ${key}`
        : Prisma.empty
  const upward = after === undefined && before !== undefined
  const order = upward ? Prisma.sql`event.at, event.id` : Prisma.sql`event.at DESC, event.id DESC`
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<ReadRow[]>`
      SELECT event.id::text AS id, (extract(epoch FROM event.at) * 1000000)::bigint::text AS micros,
        event.actor_kind AS "actorKind", event.actor_id AS "actorId", event.action, event.subject_kind AS "subjectKind",
        event.subject_id AS "subjectId", event.outcome, event.request_id AS "requestId", event.changes, event.count,
        (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{}') FROM audit_personal p WHERE p.event_id = event.id) AS personal,
        (SELECT seal.position FROM audit_seal seal WHERE seal.event_id = event.id) AS position
      FROM audit_event event WHERE ${matching(query)} ${bound} ORDER BY ${order} LIMIT ${limit}`,
  )
  const events = rows.map(toEvent)
  return upward ? events.reverse() : events
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** How many match, counted up to a cap: one more than the cap means "more". */
export async function countEvents(query: EventQuery, cap: number): Promise<number> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ count: bigint }[]>`
      SELECT count(*) AS count FROM (SELECT FROM audit_event event WHERE ${matching(query)} LIMIT ${cap + 1}) counted`,
  )
  return Number(rows[0]?.count ?? 0)
}

/** The words in use, for the filter's suggestions: found by jumping along the index, not by reading every row. */
export async function listKnownWords(column: 'action' | 'subject_kind', limit: number): Promise<string[]> {
  const name = Prisma.raw(column)
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ word: string }[]>`
      WITH RECURSIVE words (word) AS (
        (SELECT ${name} FROM audit_event ORDER BY ${name} LIMIT 1)
        UNION ALL
        SELECT (SELECT ${name} FROM audit_event WHERE ${name} > words.word ORDER BY ${name} LIMIT 1) FROM words WHERE words.word IS NOT NULL
      )
      SELECT word FROM words WHERE word IS NOT NULL LIMIT ${limit}`,
  )
  return rows.map(({ word }) => word)
}

/** What subjects are called today, by `kind:id`; what is gone or has no name is left out. */
export async function findSubjectNames(subjects: readonly AuditSubject[]): Promise<Map<string, SubjectName>> {
  const idsOf = (kind: string) => [
    ...new Set(
      subjects.filter((subject) => subject.kind === kind && UUID.test(subject.id)).map(({ id }) => id),
    ),
  ]
  const [products, people] = await withDatabaseErrors(() =>
    Promise.all([
      db().product.findMany({
        where: { id: { in: idsOf('product') } },
        select: { id: true, code: true, name: true },
      }),
      db().user.findMany({ where: { id: { in: idsOf('user') } }, select: { id: true, name: true } }),
    ]),
  )
  return new Map<string, SubjectName>([
    ...products.map(
      ({ id, code, name }) => [`product:${id}`, { name: `${code} ${name}`, key: code }] as const,
    ),
    ...people.map(({ id, name }) => [`user:${id}`, { name, key: id }] as const),
  ])
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Where the seal stands, and what waits for it. */
export async function findSealState(): Promise<{
  position: bigint
  sealedAt: Date | null
  unsealed: number
  oldestUnsealedAt: Date | null
}> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<
      { position: bigint; sealedAt: Date | null; unsealed: bigint; oldest: Date | null }[]
    >`
      WITH last AS (
        SELECT seal.position, seal.sealed_at, event.xid, event.id FROM audit_seal seal
        LEFT JOIN audit_event event ON event.id = seal.event_id ORDER BY seal.position DESC LIMIT 1)
      SELECT coalesce((SELECT position FROM last), 0) AS position, (SELECT sealed_at FROM last) AS "sealedAt",
        count(*) AS unsealed, min(event.at) AS oldest
      FROM audit_event event
      WHERE (event.xid, event.id) > (coalesce((SELECT xid FROM last), -1), coalesce((SELECT id FROM last), ${FIRST_ID}::uuid))
        AND NOT EXISTS (SELECT FROM audit_seal seal WHERE seal.event_id = event.id)`,
  )
  const [row] = rows
  return {
    position: row?.position ?? 0n,
    sealedAt: row?.sealedAt ?? null,
    unsealed: Number(row?.unsealed ?? 0),
    oldestUnsealedAt: row?.oldest ?? null,
  }
}

/** Erases the personal values of a person; answers how many. */
export async function erasePersonalValues(tx: Tx, userId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ erased: number }[]>`SELECT audit_erase_person(${userId}) AS erased`
  return rows[0]?.erased ?? 0
}
