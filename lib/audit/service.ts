import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'
import { type Aggregator, createAggregator, type Occurrence, type Tally } from './aggregate'
import { type AuditKeys, deriveAuditKeys } from './canonical'
import type { ChangeEntry, FailureEntry, RefusalEntry } from './model'
import { insertEvent, insertEventAlone } from './repository'
import { toStoredEvent } from './stored-event'

const WINDOW_MS = 30_000
const MAX_KINDS = 500
const MAX_AT_ONCE = 2

let derived: { secret: string; keys: AuditKeys } | undefined

/** The keys of the audit record, worked out once from PERGOLA_AUDIT_KEY. */
export function auditKeys(): AuditKeys {
  const secret = env().PERGOLA_AUDIT_KEY
  if (derived?.secret !== secret) derived = { secret, keys: deriveAuditKeys(secret) }
  return derived.keys
}

/**
 * Records a change that was made, inside the transaction that makes it: they stand or fall together. One statement.
 * Personal values (names, addresses) go to `personal`; the actor's name is added to them here.
 */
export async function recordChange(tx: Tx, ctx: Ctx, entry: ChangeEntry): Promise<void> {
  const event = toStoredEvent(auditKeys(), {
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
  await insertEvent(tx, event)
}

/**
 * Records that an actor was refused something, in a transaction of its own. The first of a kind (actor, action, kind of
 * subject) is written at once, those that follow within half a minute as one row with their count. Never throws.
 */
export async function recordRefusal(ctx: Ctx, entry: RefusalEntry): Promise<void> {
  await gather(ctx, { ...entry, outcome: 'refused', reason: entry.right })
}

/** Records that something allowed did not succeed; aggregated as refusals are. Never throws. */
export async function recordFailure(ctx: Ctx, entry: FailureEntry): Promise<void> {
  await gather(ctx, { ...entry, outcome: 'failed', reason: entry.code })
}

/** Writes every refusal and failure still held in memory: at shutdown, before the database is let go. */
export async function flushRefusals(): Promise<void> {
  const { gathering } = store
  if (gathering === undefined) return
  clearInterval(gathering.timer)
  gathering.timer = undefined
  await gathering.aggregator.flush('all')
}

type Gathering = { aggregator: Aggregator; timer: NodeJS.Timeout | undefined }

// Next bundles pages, route handlers and instrumentation apart: one set of counts a process hangs on globalThis.
const holder = globalThis as typeof globalThis & { pergolaAudit?: { gathering?: Gathering } }
holder.pergolaAudit ??= {}
const store = holder.pergolaAudit

async function gather(
  ctx: Ctx,
  entry: Pick<Occurrence, 'action' | 'subject' | 'outcome' | 'reason'>,
): Promise<void> {
  store.gathering ??= { aggregator: newAggregator(), timer: undefined }
  const { gathering } = store
  const { kind, id, name } = ctx.actor
  const { action, subject, outcome, reason } = entry
  gathering.timer ??= startTimer(gathering)
  await gathering.aggregator.add({
    actor: { kind, id, name },
    action,
    subject: { kind: subject.kind, id: subject.id },
    outcome,
    reason,
    requestId: ctx.requestId,
    at: ctx.now(),
  })
}

function newAggregator(): Aggregator {
  return createAggregator({
    write: writeTally,
    onWriteFailed: (error) => logger.error({ err: error }, 'a refusal could not be recorded yet'),
    nowMs: Date.now,
    windowMs: WINDOW_MS,
    maxKinds: MAX_KINDS,
    maxAtOnce: MAX_AT_ONCE,
  })
}

function startTimer(gathering: Gathering): NodeJS.Timeout {
  return setInterval(async () => {
    await gathering.aggregator.flush('ended')
    if (gathering.aggregator.openWindows() > 0) return
    clearInterval(gathering.timer)
    gathering.timer = undefined
  }, WINDOW_MS / 3).unref()
}

async function writeTally({ last, firstAt, count }: Tally): Promise<void> {
  const reasonName = last.outcome === 'refused' ? 'right' : 'code'
  const event = toStoredEvent(auditKeys(), {
    ...last,
    changes: {
      ...(last.reason === undefined ? {} : { [reasonName]: { before: null, after: last.reason } }),
      ...(count === 1
        ? {}
        : { first: { before: null, after: firstAt }, last: { before: null, after: last.at } }),
    },
    personal: {},
    count,
  })
  await insertEventAlone(event)
}
