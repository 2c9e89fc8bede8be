import type { Cell, Column, Row } from '@/lib/connectors/tabular'

/** Excel takes UTF-8 for what it is only after this mark; other readers pass over it (docs/analytics.md). */
export const BYTE_ORDER_MARK = '\uFEFF'

/** Columns whose values are written by the engine's own rules, never by a person: they cannot be a formula. */
const SAFE_TYPES: ReadonlySet<Column['type']> = new Set([
  'boolean',
  'integer',
  'decimal',
  'double',
  'date',
  'time',
  'timestamp',
])

/**
 * RFC 4180: commas, CRLF, quotes doubled. Values are exact, NULL is an empty field and empty text is `""`. Text that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
export async function* toCsv(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield line(columns.map(({ name }) => textField(name)))
  for await (const batch of batches) {
    yield batch.map((row) => line(columns.map(({ type }, index) => field(type, row[index])))).join('')
  }
}

function line(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`
}

function field(type: Column['type'], cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (SAFE_TYPES.has(type)) return quote(String(cell))
  return textField(typeof cell === 'object' ? JSON.stringify(cell) : String(cell))
}

function textField(text: string): string {
  return quote(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)
}

function quote(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
