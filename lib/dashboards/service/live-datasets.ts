import { isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import { keepNewest } from '@/lib/platform/newest'
import type { Dataset } from '../model'
import { superset } from './superset'

/** A reader waits for it; what takes longer is told as such. */
const WITHIN_MS = 3_000
/** A page that opens asks twice, and a dozen readers come at once after a mail. */
const KEPT_MS = 10_000
const MOST_KEPT = 500

type Kept = { at: number; datasets: Promise<readonly Dataset[]> }

const store = globalThis as typeof globalThis & { pergolaDashboardDatasets?: Map<number, Kept> }

/**
 * The datasets behind a dashboard as Superset has them now, at most ten seconds old: one that was added since the registry
 * was refreshed has no rule, and must show nothing.
 * @throws AppError UPSTREAM_FAILED, UPSTREAM_TIMEOUT, NOT_CONFIGURED
 */
export async function liveDatasets(number: number, requestId: string): Promise<readonly Dataset[]> {
  store.pergolaDashboardDatasets ??= new Map()
  const kept = store.pergolaDashboardDatasets
  const before = kept.get(number)
  if (before !== undefined && performance.now() - before.at < KEPT_MS) return await before.datasets
  const asked: Kept = { at: performance.now(), datasets: ask(number, requestId) }
  keepNewest(kept, { key: number, value: asked, most: MOST_KEPT })
  try {
    return await asked.datasets
  } catch (error) {
    // A failure is nobody's answer but that of who waited for it.
    if (kept.get(number) === asked) kept.delete(number)
    throw error
  }
}

/** Forgets what was asked: somebody has just decided on the datasets. */
export function forgetDatasets(number: number): void {
  store.pergolaDashboardDatasets?.delete(number)
}

async function ask(number: number, requestId: string): Promise<readonly Dataset[]> {
  const { client } = superset()
  try {
    return await client.readDatasets(number, {
      requestId,
      once: true,
      signal: AbortSignal.timeout(WITHIN_MS),
    })
  } catch (error) {
    if (isConnectorError(error)) throw toUpstreamError(error)
    throw error
  }
}
