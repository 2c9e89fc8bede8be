import { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { StoredEvent } from './model'

/** Adds an event and its personal values in one statement: one round trip inside the writer's transaction. */
export async function insertEvent(tx: Tx, event: StoredEvent): Promise<void> {
  const at = new Date(Number(event.at) / 1000).toISOString()
  const insert = Prisma.sql`
    INSERT INTO audit_event (id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, changes, count, mac)
    VALUES (${event.id}::uuid, ${at}::timestamptz, ${event.actorKind}, ${event.actorId}, ${event.action}, ${event.subjectKind},
      ${event.subjectId}, ${event.outcome}, ${event.requestId}, ${event.changes}::jsonb, ${Number(event.count)}::int, ${event.mac})`
  if (event.personal.length === 0) {
    await tx.$executeRaw(insert)
    return
  }
  const column = (name: 'field' | 'value' | 'salt' | 'commitment') => event.personal.map((row) => row[name])
  await tx.$executeRaw(Prisma.sql`
    WITH event AS (${insert} RETURNING id)
    INSERT INTO audit_personal (event_id, field, value, salt, commitment)
    SELECT event.id, personal.field, personal.value, personal.salt, personal.commitment
    FROM event, unnest(${column('field')}::text[], ${column('value')}::text[], ${column('salt')}::text[], ${column('commitment')}::text[])
      AS personal (field, value, salt, commitment)`)
}

/** Adds an event in a transaction of its own. */
export async function insertEventAlone(event: StoredEvent): Promise<void> {
  await withDatabaseErrors(() => insertEvent(db(), event))
}
