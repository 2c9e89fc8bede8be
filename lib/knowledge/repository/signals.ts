import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'

const SOURCE = 'fibery'

export type Signal = { waitingRunId: string | null; sinceFirstMs: number; sinceLastMs: number }

/** Puts a signal down, by the database's clock, and holds its row until the transaction ends. */
export async function saveSignal(tx: Tx): Promise<{ waitingRunId: string | null }> {
  const rows = await tx.$queryRaw<{ waitingRunId: string | null }[]>`
    INSERT INTO kb_signal AS s (source, heard_at, first_heard_at) VALUES (${SOURCE}, clock_timestamp(), clock_timestamp())
    ON CONFLICT (source) DO UPDATE SET heard_at = clock_timestamp()
    RETURNING waiting_run_id AS "waitingRunId"`
  return rows[0] ?? { waitingRunId: null }
}

/** The run that looks after what was heard from now on. */
export async function saveWaitingRun(tx: Tx, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE kb_signal SET waiting_run_id = ${runId}, first_heard_at = heard_at WHERE source = ${SOURCE}`
}

export async function findSignal(): Promise<Signal | null> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<Signal[]>`
      SELECT waiting_run_id AS "waitingRunId",
        (extract(epoch FROM clock_timestamp() - first_heard_at) * 1000)::float8 AS "sinceFirstMs",
        (extract(epoch FROM clock_timestamp() - heard_at) * 1000)::float8 AS "sinceLastMs"
      FROM kb_signal WHERE source = ${SOURCE}`,
  )
  return rows[0] ?? null
}

/** The run begins to ask: what is heard from now on needs another one. */
export async function clearWaitingRun(runId: string): Promise<void> {
  await withDatabaseErrors(() =>
    db().kbSignal.updateMany({
      where: { source: SOURCE, waitingRunId: runId },
      data: { waitingRunId: null },
    }),
  )
}
