import { recordSuccess } from '@/lib/connections/service'
import { recoverRunsOf } from '@/lib/connectors/dbos/executor'
import { inTransaction } from '@/lib/platform/db'
import { logger } from '@/lib/platform/logger'
import {
  deleteExecutor,
  endLease,
  findExecutorsWithoutLease,
  lockLapsedExecutors,
  renewLease,
} from '../repository'

export type LeaseTiming = { heartbeatMs: number; ttlMs: number }

/** A replica that died is missed after 15 s at most; one that is alive renews three times in that. */
export const LEASE_TIMING: LeaseTiming = { heartbeatMs: 5_000, ttlMs: 15_000 }

const REAP_BATCH = 20
const NOTE_EVERY_MS = 60_000

export type Lease = { beat: () => Promise<string[]>; start: () => void; stop: () => Promise<void> }

/**
 * Keeps an executor's lease, and takes over from executors whose lease has lapsed. `elapsedMs` is a clock that only
 * goes forward.
 */
export function createLease(
  executorId: string,
  timing: LeaseTiming = LEASE_TIMING,
  elapsedMs: () => number = () => performance.now(),
): Lease {
  // Since when every renewal has come in time. After the database was away every lease has lapsed, those of the living
  // too: nobody is taken over from before the living have had the time to renew.
  let steadySince: number | null = null
  let renewedAt: number | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let beating: Promise<unknown> = Promise.resolve()

  async function beat(): Promise<string[]> {
    try {
      await renewLease(executorId, timing.ttlMs)
    } catch (error) {
      steadySince = null
      throw error
    }
    const now = elapsedMs()
    if (steadySince === null || renewedAt === null || now - renewedAt > timing.ttlMs) steadySince = now
    renewedAt = now
    if (now - steadySince < timing.ttlMs) return []
    return await reap(executorId)
  }

  let notedAt: number | null = null

  /** For the page of connections: that the engine lives, once a minute. */
  async function note(): Promise<void> {
    const startedAt = elapsedMs()
    await beat()
    const now = elapsedMs()
    if (notedAt !== null && now - notedAt < NOTE_EVERY_MS) return
    notedAt = now
    await recordSuccess('dbos', { latencyMs: now - startedAt })
  }

  // One after the other: beats that wait for a slow database must not pile up.
  function start(): void {
    timer = setTimeout(() => {
      beating = note()
        .catch((error: unknown) => {
          logger.warn({ err: error, executorId }, 'the lease of this replica on its runs was not renewed')
        })
        .finally(() => {
          if (!stopped) start()
        })
    }, timing.heartbeatMs)
    timer.unref()
  }

  async function stop(): Promise<void> {
    stopped = true
    clearTimeout(timer)
    await beating
    await endLease(executorId)
  }

  return { beat, start, stop }
}

/** The first lease of an executor, before it takes anything up. */
export async function takeLease(executorId: string, timing: LeaseTiming): Promise<void> {
  await renewLease(executorId, timing.ttlMs)
}

/** Ends the lease of an executor that is known to be dead. */
export async function releaseLease(executorId: string): Promise<void> {
  await endLease(executorId)
}

/** Hands on what lapsed executors had under way, each by one reaper only. Answers the runs' ids. */
async function reap(executorId: string): Promise<string[]> {
  const recovered: string[] = []
  await inTransaction(async (tx) => {
    for (const lapsed of await lockLapsedExecutors(tx, REAP_BATCH)) {
      if (lapsed === executorId) continue
      recovered.push(...(await handOver(lapsed)))
      await deleteExecutor(tx, lapsed)
    }
  })
  for (const unknown of await findExecutorsWithoutLease(REAP_BATCH)) {
    recovered.push(...(await handOver(unknown)))
  }
  return recovered
}

async function handOver(executorId: string): Promise<string[]> {
  const runs = await recoverRunsOf(executorId)
  if (runs.length > 0) {
    logger.warn(
      { executorId, runs },
      'took over the workflow runs of a replica that stopped renewing its lease',
    )
  }
  return runs
}
