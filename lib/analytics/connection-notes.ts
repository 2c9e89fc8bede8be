import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { isConnectorError } from '@/lib/connectors/errors'

const AT_MOST_EVERY_MS = 30_000

let noted = 0

/** Notes that the engine answered: not at every query, since one of the last half minute says as much. */
export async function noteSuccess(latencyMs: number): Promise<void> {
  const now = Date.now()
  if (now - noted < AT_MOST_EVERY_MS) return
  noted = now
  await recordSuccess('duckdb', { latencyMs })
}

/** Notes that the engine cannot be asked. A query that is wrong, or too slow, says nothing of the engine. */
export async function noteFailure(error: unknown): Promise<void> {
  if (!isConnectorError(error) || error.layer !== 'unreachable') return
  noted = 0
  await recordConnectionFailure('duckdb', { code: error.code, detail: error.detail })
}
