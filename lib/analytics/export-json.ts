import type { Column, Row } from '@/lib/connectors/tabular'
import { uniqueNames } from './physical'

/**
 * A list of objects, one a line. Integers of more than 32 bits and decimals are text: a reader that took them for
 * numbers of its own would lose digits.
 */
export async function* toJson(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  const keys = uniqueNames(columns.map(({ name }) => name)).map((name) => `${JSON.stringify(name)}:`)
  let separator = '[\n'
  for await (const batch of batches) {
    let text = ''
    for (const row of batch) {
      text += `${separator}{${keys.map((key, index) => key + JSON.stringify(row[index] ?? null)).join(',')}}`
      separator = ',\n'
    }
    if (text !== '') yield text
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}
