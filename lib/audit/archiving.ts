import pg from 'pg'
import { pool, withDatabaseErrors } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { appendCheckpoint, knownOf, readCheckpoints, signCheckpoint } from './checkpoints'
import { findChainEnd, findLastBefore, getRecordId, tryLockSealer, unlockSealer } from './seal-store'
import type { SealDeps } from './sealing'

export type ArchiveOutcome = { archived: number; upTo: bigint }

/**
 * Takes the sealed events older than a moment out of the record. First the new starting point is signed and written
 * beside the checkpoints, then the rows go, by the migrator's function: an interruption between the two leaves rows
 * that are no longer looked at, and the next run takes them out.
 * @throws AppError CONFLICT while another process seals
 */
export async function archiveRecord(
  deps: SealDeps,
  input: { before: Date; migratorUrl: string },
): Promise<ArchiveOutcome> {
  return await withDatabaseErrors(async () => {
    const client = await pool().connect()
    let broken: Error | undefined
    try {
      if (!(await tryLockSealer(client))) throw new AppError('CONFLICT', { details: { reason: 'sealing' } })
      const upTo = await moveGenesis(client, deps, input.before)
      const archived = upTo === 0n ? 0 : await takeOut(input.migratorUrl, upTo)
      await unlockSealer(client)
      return { archived, upTo }
    } catch (error) {
      broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  })
}

/** Signs the new starting point, unless the record begins there already; answers where it begins. */
async function moveGenesis(client: pg.PoolClient, deps: SealDeps, before: Date): Promise<bigint> {
  const record = await getRecordId(client)
  const { genesis } = knownOf(await readCheckpoints(deps.folder, deps.keys), record)
  const begun = BigInt(genesis?.position ?? 0)
  const [last, end] = [await findLastBefore(client, before), await findChainEnd(client)]
  if (last === null || end === null || last.position <= begun) return begun
  const line = signCheckpoint(deps.keys, {
    kind: 'genesis',
    record,
    database: deps.database,
    era: last.era,
    position: String(last.position),
    hash: last.hash,
    count: String(end.position - last.position),
    at: deps.now().toISOString(),
  })
  await appendCheckpoint(deps.folder, line)
  return last.position
}

async function takeOut(migratorUrl: string, upTo: bigint): Promise<number> {
  const migrator = new pg.Client({ connectionString: migratorUrl, connectionTimeoutMillis: 5_000 })
  migrator.on('error', () => {})
  await migrator.connect()
  try {
    const { rows } = await migrator.query<{ archived: string }>('SELECT audit_archive($1) AS archived', [
      String(upTo),
    ])
    return Number(rows[0]?.archived ?? 0)
  } finally {
    await migrator.end()
  }
}
