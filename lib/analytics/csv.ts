import type { Cell, Column, Row } from '@/lib/connectors/tabular'
import { guardText } from '@/lib/platform/tables/formula-guard'

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
 * Rows in the form of RFC 4180: commas, CRLF, quotes doubled. Values are exact, NULL is an empty field and empty text is
 * `""`. Text that a spreadsheet would take for a formula begins with an apostrophe. An engine may write such lines by
 * itself (`openCsv`): byte for byte the same, which export-write.test.ts holds them to.
 */
export function csvLines(columns: readonly Column[], rows: readonly Row[]): string {
  return rows.map((row) => line(columns.map(({ type }, index) => field(type, row[index])))).join('')
}

/** The line of names. */
export function csvHeader(columns: readonly Column[]): string {
  return line(columns.map(({ name }) => textField(name)))
}

function line(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`
}

function field(type: Column['type'], cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (type === 'double') return typeof cell === 'number' ? doubleText(cell) : String(cell)
  if (SAFE_TYPES.has(type)) return quote(String(cell))
  return textField(typeof cell === 'object' ? JSON.stringify(cell) : String(cell))
}

function textField(text: string): string {
  return quote(guardText(text))
}

/** The shortest digits that give the number back, as DuckDB, Python and C write them: `1.0`, `0.1`, `1e+16`. */
export function doubleText(value: number): string {
  const [digits = '', power = '0'] = Math.abs(value).toExponential().split('e')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const exponent = Number(power)
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  if (exponent < 0) return `${sign}${decimalText(digits, exponent)}`
  const text = String(Math.abs(value))
  return `${sign}${text.includes('.') ? text : `${text}.0`}`
}

function decimalText(digits: string, exponent: number): string {
  return `0.${'0'.repeat(-exponent - 1)}${digits.replace('.', '')}`
}

function quote(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
