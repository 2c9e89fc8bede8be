import { guardText } from './formula-guard'
import type { TableColumn, WrittenCell } from './model'

/** Excel takes UTF-8 for what it is only after this mark; other readers pass over it. */
const BYTE_ORDER_MARK = '\uFEFF'

/** RFC 4180: commas, CRLF, quotes doubled, UTF-8 with a mark. In pieces, a batch of rows at a time. */
export async function* writeCsv(
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly (readonly WrittenCell[])[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + line(columns.map(({ name }) => textField(name)))
  for await (const batch of batches) {
    if (batch.length > 0)
      yield batch.map((row) => line(columns.map(({ kind }, at) => field(kind, row[at])))).join('')
  }
}

// A line with nothing in it would be taken for none.
function line(fields: readonly string[]): string {
  return fields.length === 1 && fields[0] === '' ? '""\r\n' : `${fields.join(',')}\r\n`
}

function field(kind: TableColumn['kind'], cell: WrittenCell | undefined): string {
  if (cell === null || cell === undefined) return ''
  return kind === 'number' && typeof cell === 'number' ? String(cell) : textField(String(cell))
}

function textField(text: string): string {
  const safe = guardText(text)
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
