import type { Batch, Column, Row } from '@/lib/connectors/tabular'
import { uniqueNames } from './physical'

const OPEN = '['.charCodeAt(0)

/**
 * A list of objects, one a line. Integers of more than 32 bits and decimals are text: a reader that took them for
 * numbers of its own would lose digits. An engine may write its lines by itself (`openLines`): the same values.
 */
export async function* toJson(
  columns: readonly Column[],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const keys = uniqueNames(columns.map(({ name }) => name)).map((name) => `${JSON.stringify(name)}:`)
  let isFirst = true
  for await (const batch of batches) {
    if ('vectors' in batch) throw new Error('columns are no lines')
    const bytes = 'bytes' in batch ? batch.bytes : encoder.encode(objects(keys, batch))
    if (bytes.length === 0) continue
    // What stands before each but the first is a comma.
    if (isFirst) bytes[0] = OPEN
    isFirst = false
    yield bytes
  }
  yield encoder.encode(isFirst ? '[]\n' : '\n]\n')
}

function objects(keys: readonly string[], rows: readonly Row[]): string {
  return rows
    .map((row) => `,\n{${keys.map((key, index) => key + JSON.stringify(row[index] ?? null)).join(',')}}`)
    .join('')
}
