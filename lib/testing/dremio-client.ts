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
