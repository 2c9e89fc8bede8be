import type pg from 'pg'
import { pool, withDatabaseErrors } from '@/lib/platform/db'
import { NO_HASH } from './canonical'
import { ChainCheck, changedPersonal, isGenuine } from './chain-check'
import { type CheckpointFile, knownOf, readCheckpoints } from './checkpoints'
import { createFaultList, type Fault, type FaultKind, type FaultList } from './faults'
import { findChainEnd, getRecordId, streamSeals, streamUnsealed } from './seal-store'
import type { SealDeps } from './sealing'

export type Verification = {
  ok: boolean
  record: string
  at: Date
  /** Sealed events looked at, and the last place. */
  sealed: number
  lastPosition: bigint
  lastHash: string
  /** Events that wait for their seal. */
  unsealed: { count: number; oldestAt: Date | null }
  /** Personal values that were erased, in order. */
  erased: number
  faults: Fault[]
  faultCounts: Partial<Record<FaultKind, number>>
  /** What is in order but worth knowing. */
  notes: string[]
}

export type VerifyDeps = Pick<SealDeps, 'keys' | 'folder' | 'database' | 'now'>

/**
 * Recomputes the whole record: every event's own hash, every seal, every personal value's commitment, and holds the
 * order against the checkpoints outside the database. Memory is constant; writers and the sealer are not held up.
 */
export async function verifyRecord(deps: VerifyDeps): Promise<Verification> {
  // Before the snapshot: a checkpoint read after it could know rows that the snapshot does not.
  const file = await readCheckpoints(deps.folder, deps.keys)
  return await withDatabaseErrors(async () => {
    const client = await pool().connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      await client.query('SET LOCAL statement_timeout = 0')
      const result = await verifyIn(client, deps, file)
      await client.query('COMMIT')
      return result
    } catch (error) {
      broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  })
}

async function verifyIn(
  client: pg.PoolClient,
  deps: VerifyDeps,
  file: CheckpointFile,
): Promise<Verification> {
  const record = await getRecordId(client)
  const faults = createFaultList()
  const notes: string[] = []
  const { furthest, genesis } = knownOf(file, record)
  const chain = new ChainCheck({
    keys: deps.keys,
    record,
    base: genesis === null ? null : { position: BigInt(genesis.position), hash: genesis.hash },
    known: new Map(
      file.checkpoints.filter((line) => line.record === record).map((line) => [line.position, line.hash]),
    ),
    faults,
  })
  for await (const seal of streamSeals(client)) chain.accept(seal)
  const end = chain.finish()
  if (furthest !== null && BigInt(furthest.position) > end.lastPosition) {
    faults.add({
      kind: 'tail-deleted',
      position: String(end.lastPosition + 1n),
      lastPosition: furthest.position,
      eventId: null,
      detail: `checkpoint of ${furthest.at}`,
    })
  }
  judgeFile({ file, record, database: deps.database, rows: end.rows, faults, notes })
  const unsealed = await checkUnsealed(client, deps, faults)
  return {
    ok: Object.keys(faults.counts).length === 0,
    record,
    at: deps.now(),
    sealed: end.rows,
    lastPosition: end.lastPosition,
    lastHash: end.lastPosition === 0n ? NO_HASH : end.lastHash,
    unsealed,
    erased: end.erased,
    faults: faults.inOrder(),
    faultCounts: faults.counts,
    notes,
  }
}

type FileJudgement = {
  file: CheckpointFile
  record: string
  database: string
  rows: number
  faults: FaultList
  notes: string[]
}

function judgeFile({ file, record, database, rows, faults, notes }: FileJudgement): void {
  for (const line of file.badLines) {
    faults.add({ kind: 'checkpoint-tampered', position: null, eventId: null, detail: `line ${line}` })
  }
  if (file.torn)
    notes.push('The checkpoint file ends in a line that was cut off; the next checkpoint mends it.')
  const own = file.checkpoints.filter((line) => line.record === record)
  const replaced = file.checkpoints.findLast((line) => line.record !== record && line.database === database)
  if (replaced !== undefined) {
    const detail = `record ${replaced.record} of ${database}, sealed up to ${replaced.position} on ${replaced.at}; if the database was made anew on purpose, set the checkpoint file aside`
    faults.add({ kind: 'record-replaced', position: null, eventId: null, detail })
  }
  if (own.length === 0 && rows > 0) faults.add({ kind: 'checkpoint-missing', position: null, eventId: null })
  for (const line of own) {
    if (line.kind === 'genesis') notes.push(`Archived up to position ${line.position} on ${line.at}.`)
    if (line.kind === 'first')
      notes.push(
        `The checkpoint file begins at position ${line.position} (${line.at}): an end cut off before then does not show.`,
      )
  }
}

async function checkUnsealed(
  client: pg.PoolClient,
  { keys }: VerifyDeps,
  faults: FaultList,
): Promise<Verification['unsealed']> {
  const last = (await findChainEnd(client))?.last ?? null
  let count = 0
  let oldestMicros: bigint | null = null
  for await (const event of streamUnsealed(client)) {
    count += 1
    const at = BigInt(event.at)
    if (oldestMicros === null || at < oldestMicros) oldestMicros = at
    const place = { position: null, eventId: event.id }
    if (!isGenuine(keys, event)) faults.add({ kind: 'unsealed-forged', ...place })
    if (last !== null && isBefore(event, last)) faults.add({ kind: 'unsealed-behind', ...place })
    for (const field of changedPersonal(event.personal)) {
      faults.add({ kind: 'personal-changed', ...place, detail: field })
    }
  }
  return { count, oldestAt: oldestMicros === null ? null : new Date(Number(oldestMicros / 1000n)) }
}

function isBefore(event: { xid: string; id: string }, last: { xid: string; id: string }): boolean {
  const [one, other] = [BigInt(event.xid), BigInt(last.xid)]
  return one < other || (one === other && event.id < last.id)
}
