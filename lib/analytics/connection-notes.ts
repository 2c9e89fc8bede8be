import type { ConnectionSystem } from '@/lib/connections/model'
import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { isConnectorError } from '@/lib/connectors/errors'
import { ENGINES } from './model'

const AT_MOST_EVERY_MS = 30_000

const noted = new Map<ConnectionSystem, number>()

function connectionOf(system: string): ConnectionSystem | undefined {
  return ENGINES.find((name) => name === system)
}

/** Notes that an engine answered: not at every query, since one of the last half minute says as much. */
export async function noteSuccess(system: string, latencyMs: number): Promise<void> {
  const connection = connectionOf(system)
  const now = Date.now()
  if (connection === undefined || now - (noted.get(connection) ?? 0) < AT_MOST_EVERY_MS) return
  noted.set(connection, now)
  await recordSuccess(connection, { latencyMs })
}

/** What says something of the engine and not of what it was asked: nobody there, or an account that it does not take. */
const OF_THE_ENGINE = new Set([
  'UNAUTHORIZED',
  'FORBIDDEN',
  'REDIRECTED',
  'WRONG_CONTENT_TYPE',
  'SERVER_ERROR',
])

/** Notes that an engine cannot be asked. A query that is wrong, or too slow, says nothing of the engine. */
export async function noteFailure(system: string, error: unknown): Promise<void> {
  const connection = connectionOf(system)
  if (connection === undefined || !isConnectorError(error)) return
  if (error.layer !== 'unreachable' && !(error.layer !== 'refused' && OF_THE_ENGINE.has(error.code))) return
  noted.delete(connection)
  await recordConnectionFailure(connection, { code: error.code, detail: error.detail })
}
