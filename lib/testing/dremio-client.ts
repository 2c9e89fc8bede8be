import { setTimeout as pause } from 'node:timers/promises'
import {
  createDremioClient,
  type DremioClient,
  type DremioClientOptions,
} from '@/lib/connectors/dremio/client'
import type { BoundValue, Row } from '@/lib/connectors/tabular'
import { rowsOf } from './engine-asking'

type Given = Partial<DremioClientOptions> & Pick<DremioClientOptions, 'baseUrl' | 'credentials'>

/** The real connector towards a test's server, which asks often; what it logs is written down in `logged`. */
export function dremioClientFor(given: Given, logged: string[] = []): DremioClient {
  const listen = (fields: Record<string, unknown>, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`)
  }
  return createDremioClient({
    fetch,
    clock: { nowMs: () => performance.now() },
    logger: { info: listen, warn: listen },
    pace: { firstMs: 2, factor: 1.5, mostMs: 20 },
    ...given,
  })
}

export async function askDremio(
  client: DremioClient,
  sql: string,
  values: Record<string, BoundValue> = {},
): Promise<Row[]> {
  return await rowsOf(await client.open({ sql, values, timeoutMs: 20_000 }))
}

export const LEFT = new Error('the reader left')
const LEAVES_AFTER_MS = 200
const WAITS_MS = 8_000

/** Asks as a reader who leaves a moment later. Answers what the asking ended with, and words when it did not end. */
export async function leaveEarly(client: DremioClient): Promise<unknown> {
  const reader = new AbortController()
  const { signal } = reader
  const answer = client.open({ sql: 'SELECT 1 AS a', values: {}, timeoutMs: 60_000, signal })
  setTimeout(() => reader.abort(LEFT), LEAVES_AFTER_MS)
  return await Promise.race([answer.catch((error: unknown) => error), pause(WAITS_MS, 'still waiting')])
}
