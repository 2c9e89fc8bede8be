import type { Ctx } from '@/lib/access/model'
import { recordMany } from '@/lib/audit/service/record-many'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Changes, Feed, SyncPlan } from '../model'
import { toSyncPlan } from '../model'
import type { Planned, PresentRecord, RecordWrite } from '../model/plan'

const BATCH = 1_000

/** A kind of record as whoever carries a sync out needs it: what is written of it, and how its changes are recorded. */
export type SyncedKind<P extends PresentRecord, W extends RecordWrite<P>> = {
  /** `segment`, as the audit record calls it. */
  kind: string
  /** `segment.synced` */
  action: string
  /** The audit record names the version that each change made. */
  namesVersion: boolean
  /** Adds records; answers the ids of those that were added, by lower-case code. */
  insert(tx: Tx, writes: readonly W[]): Promise<ReadonlyMap<string, P['id']>>
  /** Writes over the versions that were seen; answers the ids of those that were written. */
  update(tx: Tx, writes: readonly (W & { present: P })[]): Promise<ReadonlySet<P['id']>>
  markSeen(tx: Tx, ids: readonly P['id'][]): Promise<void>
  markGone(tx: Tx, ids: readonly P['id'][]): Promise<void>
}

type Recorded = { id: string; changes: Changes; version: number | null }

/**
 * Carries a plan out within the caller's transaction: all that is good, with a row of the audit record each.
 * @throws AppError VERSION_CONFLICT when somebody saved one of them, or took a code, meanwhile: nothing is to be kept then
 */
export async function carryOut<P extends PresentRecord, W extends RecordWrite<P>>(
  tx: Tx,
  ctx: Ctx,
  feed: Feed,
  { planned, of }: { planned: readonly Planned<P, W>[]; of: SyncedKind<P, W> },
): Promise<SyncPlan> {
  const writes = planned.flatMap(({ write }) => (write === null ? [] : [write]))
  for (const batch of batches(writes.filter(({ present }) => present === null))) {
    await record(tx, ctx, of, await added(tx, of, batch))
  }
  for (const batch of batches(writes.flatMap(withPresent))) {
    await record(tx, ctx, of, await changed(tx, of, batch))
  }
  const gone = planned.flatMap(({ gone: present }) => (present === null ? [] : [present]))
  for (const batch of batches(gone)) {
    await of.markGone(
      tx,
      batch.map(({ id }) => id),
    )
    const changes = { gone: { before: null, after: feed.asOf.toISOString() } }
    const rows = batch.map(({ id, version }) => ({ id, version, changes }))
    await record(tx, ctx, of, rows)
  }
  const seen = planned.flatMap(({ seen: id }) => (id === null ? [] : [id]))
  for (const batch of batches(seen)) await of.markSeen(tx, batch)
  return toSyncPlan(planned.map(({ entry }) => entry))
}

function batches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / BATCH)
  return Array.from({ length: count }, (_, at) => all.slice(at * BATCH, (at + 1) * BATCH))
}

function withPresent<P extends PresentRecord, W extends RecordWrite<P>>(write: W): (W & { present: P })[] {
  const { present } = write
  return present === null ? [] : [{ ...write, present }]
}

async function added<P extends PresentRecord, W extends RecordWrite<P>>(
  tx: Tx,
  of: SyncedKind<P, W>,
  batch: readonly W[],
): Promise<Recorded[]> {
  const ids = await of.insert(tx, batch)
  return batch.map(({ code, changes }) => {
    const id = ids.get(code.toLowerCase())
    // Somebody took the code since it was looked up.
    if (id === undefined) throw new AppError('VERSION_CONFLICT', { details: { code } })
    return { id, changes, version: null }
  })
}

async function changed<P extends PresentRecord, W extends RecordWrite<P>>(
  tx: Tx,
  of: SyncedKind<P, W>,
  batch: readonly (W & { present: P })[],
): Promise<Recorded[]> {
  const written = await of.update(tx, batch)
  const missed = batch.find(({ present }) => !written.has(present.id))
  if (missed !== undefined)
    throw new AppError('VERSION_CONFLICT', { details: { yours: missed.present.version, present: null } })
  return batch
    .filter(({ changes }) => Object.keys(changes).length > 0)
    .map(({ present: { id, version }, changes }) => ({ id, version, changes }))
}

async function record<P extends PresentRecord, W extends RecordWrite<P>>(
  tx: Tx,
  ctx: Ctx,
  { kind, action, namesVersion }: SyncedKind<P, W>,
  rows: readonly Recorded[],
): Promise<void> {
  const versionOf = (version: number | null) => ({ version: { before: version, after: (version ?? 0) + 1 } })
  const entries = rows.map(({ id, changes, version }) => ({
    action,
    subject: { kind, id },
    changes: namesVersion ? { ...changes, ...versionOf(version) } : changes,
  }))
  await recordMany(tx, ctx, entries)
}
