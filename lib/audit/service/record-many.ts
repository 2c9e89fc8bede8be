import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import type { ChangeEntry, PreparedEvents, StoredEvent } from '../model'
import { insertEvents } from '../repository'
import { auditKeys } from '../service'
import { toStoredEvent } from '../stored-event'

/** A row of the audit record with its keyed hash, worked out before the transaction that will write it. */
export type PreparedChange = StoredEvent

/**
 * What `recordChange` would write, made ready: the hashes of thousands of rows are worked out before their transaction,
 * which then is short. It is in the record only once `recordPrepared` has put it there.
 */
export function prepareChange(ctx: Ctx, entry: ChangeEntry): PreparedChange {
  return toStoredEvent(auditKeys(), {
    actor: ctx.actor,
    requestId: ctx.requestId,
    at: ctx.now(),
    action: entry.action,
    subject: entry.subject,
    outcome: 'done',
    changes: entry.changes ?? {},
    personal: entry.personal ?? {},
    count: 1,
  })
}

/** What as many calls of `recordChange` would write, in one statement: for a change of hundreds of records at once. */
export async function recordMany(tx: Tx, ctx: Ctx, entries: readonly ChangeEntry[]): Promise<void> {
  if (entries.length === 0) return
  const events = JSON.stringify(entries.map((entry) => prepareChange(ctx, entry)))
  await insertEvents(tx, {
    text: 'SELECT event FROM jsonb_array_elements($1::jsonb) AS event',
    values: [events],
  })
}

/** Records prepared changes inside the transaction that makes them, wherever in the database they were kept. */
export async function recordPrepared(tx: Tx, prepared: PreparedEvents): Promise<void> {
  await insertEvents(tx, prepared)
}
