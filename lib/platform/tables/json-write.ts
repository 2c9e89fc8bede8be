import type { TableColumn, WrittenCell } from './model'

/** A list of flat objects, one a line, in pieces. */
export async function* writeJson(
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly (readonly WrittenCell[])[]>,
): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const batch of batches) {
    let text = ''
    for (const row of batch) {
      const entries = columns.map(
        ({ name }, at) => [name, row[at] === '' ? null : (row[at] ?? null)] as const,
      )
      text += separator + JSON.stringify(Object.fromEntries(entries))
      separator = ',\n'
    }
    if (text !== '') yield text
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}
