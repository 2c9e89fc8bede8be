import { join } from 'node:path'
import type pg from 'pg'
import { pool, withDatabaseErrors } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import { type AuditKeys, NO_HASH, sealHash } from './canonical'
import { appendCheckpoint, type Checkpoint, knownOf, readCheckpoints, signCheckpoint } from './checkpoints'
import {
  type ChainEnd,
  type EventRow,
  FIRST_KEY,
  findChainEnd,
  getHorizon,
  getRecordId,
  insertSeals,
  listUnsealed,
  tryLockSealer,
  unlockSealer,
} from './seal-store'

const BATCH = 500

export type SealDeps = {
  keys: AuditKeys
  /** Where the checkpoints are kept: outside the database. */
  folder: string
  /** Host and name of the database, for the checkpoints. */
  database: string
  now: () => Date
  batch?: number
  /** Look for rows from before a restore too: once a process, since it may have to look at every row. */
  thorough?: boolean
}

export type SealOutcome = {
  /** False when another sealer was at work. */
  ran: boolean
  sealed: number
  /** The last position in force. */
  position: bigint
}

/** Where checkpoints are kept. */
export function auditFolder(dataDir: string): string {
  return join(dataDir, 'audit')
}

/** The database's host and name as the portal was told them; the port is left out, an embedded one may change it. */
export function databaseLabel(address: string): string {
  const url = new URL(address)
  return `${url.hostname}${url.pathname}`
}

/**
 * Seals every event whose transaction has ended, in batches, and leaves a checkpoint. Resumable at any point: a batch
 * stands or falls as one statement, and a checkpoint that could not be written is written by the next pass.
 * Writers are never waited for nor held up: the lock is the sealers' own.
 */
export async function sealRecord(deps: SealDeps): Promise<SealOutcome> {
  return await withDatabaseErrors(async () => {
    const client = await pool().connect()
    let broken: Error | undefined
    try {
      if (!(await tryLockSealer(client))) return { ran: false, sealed: 0, position: 0n }
      const outcome = await sealLocked(client, deps)
      await unlockSealer(client)
      return outcome
    } catch (error) {
      broken = error as Error
      throw error
    } finally {
      // A session that failed may still hold the lock: it is ended, not handed to the next one.
      client.release(broken)
    }
  })
}

type Tip = { position: bigint; hash: string; era: number }

async function sealLocked(client: pg.PoolClient, deps: SealDeps): Promise<SealOutcome> {
  const record = await getRecordId(client)
  const [file, end] = [await readCheckpoints(deps.folder, deps.keys), await findChainEnd(client)]
  const { furthest, genesis } = knownOf(file, record)
  const tip = tipOf(end, furthest)
  const base = BigInt(genesis?.position ?? 0)
  if (furthest === null) {
    if (end !== null)
      logger.warn({ position: String(end.position) }, 'audit: no checkpoint of this record was found')
    // Before the first seal, so that there is never a sealed row that no checkpoint speaks of.
    await leaveCheckpoint({ kind: end === null ? 'checkpoint' : 'first', deps, record, tip, base })
  }
  const sealed = await sealBatches({ client, deps, record, tip, end })
  const behind = furthest !== null && tip.position > BigInt(furthest.position)
  if (sealed > 0 || behind) await leaveCheckpoint({ kind: 'checkpoint', deps, record, tip, base })
  return { ran: true, sealed, position: tip.position }
}

/**
 * Where to go on from. A checkpoint says what stood there, so a chain that was cut short or forged at its end is not
 * built upon: the next row takes the place after the checkpoint and its hash, and the gap stays to be seen.
 */
function tipOf(end: ChainEnd | null, furthest: Checkpoint | null): Tip {
  const stored = end ?? { position: 0n, hash: NO_HASH, era: 1 }
  if (furthest === null || stored.position > BigInt(furthest.position)) {
    return { position: stored.position, hash: stored.hash, era: stored.era }
  }
  if (stored.position < BigInt(furthest.position) || stored.hash !== furthest.hash) {
    logger.error(
      { stored: String(stored.position), checkpoint: furthest.position },
      'audit: the sealed record does not end where its checkpoint says; run `pergola audit verify`',
    )
  }
  return { position: BigInt(furthest.position), hash: furthest.hash, era: Math.max(stored.era, furthest.era) }
}

type Batches = { client: pg.PoolClient; deps: SealDeps; record: string; tip: Tip; end: ChainEnd | null }

/** Seals all that can be; moves `tip` along. Answers how many. */
async function sealBatches({ client, deps, record, tip, end }: Batches): Promise<number> {
  let key = end?.last ?? FIRST_KEY
  let sealed = 0
  const horizon = await getHorizon(client)
  const restored = BigInt(key.xid) >= horizon.xmax
  // What was left over belongs to the era that the sealed rows end in, whatever a pass cut short has written since.
  if (restored) tip.era = end?.era ?? tip.era
  if (restored || deps.thorough === true)
    sealed += await sealAfter({ client, deps, record, tip, key, which: 'foreign' })
  if (restored || sealed > 0) {
    // The database was restored to a server that counts transactions from lower: what came along is sealed, then a new
    // era begins, in which ids are compared afresh.
    tip.era += 1
    key = FIRST_KEY
  }
  return sealed + (await sealAfter({ client, deps, record, tip, key, which: 'settled' }))
}

type Run = Omit<Batches, 'end'> & { key: { xid: string; id: string }; which: 'settled' | 'foreign' }

async function sealAfter({ client, deps, record, tip, key: from, which }: Run): Promise<number> {
  const limit = deps.batch ?? BATCH
  let key = from
  let sealed = 0
  for (;;) {
    const events = await listUnsealed(client, key, { which, limit })
    const last = events.at(-1)
    if (last === undefined) return sealed
    await sealBatch({ client, deps, record, tip, events })
    key = { xid: last.xid, id: last.id }
    sealed += events.length
    if (events.length < limit) return sealed
  }
}

async function sealBatch(run: Omit<Batches, 'end'> & { events: readonly EventRow[] }): Promise<void> {
  const { client, deps, record, tip, events } = run
  const sealedAt = `${deps.now().getTime()}000`
  let { position, hash: previous } = tip
  const seals = events.map((event) => {
    position += 1n
    const facts = { position: String(position), previous, sealedAt }
    const hash = sealHash(deps.keys, { ...facts, record, era: String(tip.era) }, event)
    previous = hash
    return { ...facts, era: tip.era, hash, eventId: event.id }
  })
  await insertSeals(client, seals)
  tip.position = position
  tip.hash = previous
}

async function leaveCheckpoint(point: {
  kind: 'first' | 'checkpoint'
  deps: SealDeps
  record: string
  tip: Tip
  base: bigint
}): Promise<void> {
  const { deps, tip } = point
  const line = signCheckpoint(deps.keys, {
    kind: point.kind,
    record: point.record,
    database: deps.database,
    era: tip.era,
    position: String(tip.position),
    hash: tip.hash,
    count: String(tip.position - point.base),
    at: deps.now().toISOString(),
  })
  await appendCheckpoint(deps.folder, line)
  // A second copy, wherever the log goes.
  logger.info({ checkpoint: line }, 'audit checkpoint')
}
