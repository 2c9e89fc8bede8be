import { promisify } from 'node:util'
import { constants, deflateRaw, inflateRaw } from 'node:zlib'
import type { Row } from '@/lib/connectors/tabular'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

/** What is kept of an answer at most: rows, and their bytes as text. What is beyond is cut, and said to be. */
export const KEPT_ROWS = 10_000
export const KEPT_BYTES = 8 * 1024 * 1024

export type CollectOptions = {
  maxRows?: number
  maxBytes?: number
  /** Told the bytes so far. */
  count?: (bytes: number) => void
}

export type Collected = { rows: Row[]; truncated: boolean; bytes: number }

/** Reads rows up to the bounds and stops there. Empty answers and single rows that are too large are kept within them too. */
export async function collect(
  batches: AsyncIterable<readonly Row[]>,
  { maxRows = KEPT_ROWS, maxBytes = KEPT_BYTES, count }: CollectOptions = {},
): Promise<Collected> {
  const rows: Row[] = []
  let bytes = 0
  for await (const batch of batches) {
    for (const row of batch) {
      if (rows.length === maxRows) return { rows, truncated: true, bytes }
      const size = Buffer.byteLength(JSON.stringify(row)) + 1
      if (bytes + size > maxBytes) return { rows, truncated: true, bytes }
      bytes += size
      count?.(bytes)
      rows.push(row)
    }
  }
  return { rows, truncated: false, bytes }
}

/** Rows as they are stored: cells are fit for JSON, each value exact (lib/connectors/tabular.ts). */
export async function packRows(rows: readonly Row[]): Promise<Buffer> {
  return await deflate(JSON.stringify(rows), { level: constants.Z_BEST_SPEED })
}

/** The rows that were packed. */
export async function unpackRows(body: Buffer): Promise<Row[]> {
  const text = (await inflate(body)).toString('utf8')
  return JSON.parse(text) as Row[]
}
