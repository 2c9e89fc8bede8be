import type { CliCell, CliResult } from './command'

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** What steers a terminal and JSON leaves as it is: controls from DEL on, and what turns the order of signs round. */
const STEERING = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** One JSON document, ended by a newline. Dates are ISO 8601, bigints strings. What steers a terminal is escaped. */
export function toJson(data: unknown): string {
  const text = JSON.stringify(data, plain, 2) ?? 'null'
  return `${text.replace(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Words for a person, without what would steer the terminal: names and failures carry what others wrote. */
export function toWords(text: string): string {
  return text.replace(CONTROL, '')
}

function cellText(cell: CliCell): string {
  if (cell === null || cell === undefined) return '–'
  // What came from elsewhere must not steer the terminal.
  return String(cell).replace(/\s+/g, ' ').replace(CONTROL, '')
}

/** Columns as wide as their widest cell; columns of figures are right-aligned. */
export function toTable({ columns, rows }: { columns: string[]; rows: CliCell[][] }): string {
  const lines = [
    columns.map(cellText),
    ...rows.map((row) => columns.map((_, column) => cellText(row[column]))),
  ]
  const figures = columns.map(
    (_, column) => rows.length > 0 && rows.every((row) => ['number', 'bigint'].includes(typeof row[column])),
  )
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          figures[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/** What goes to stdout for a result. */
export function toStdout(result: CliResult, json: boolean): string {
  if (json) return toJson(result.data)
  // A heading over nothing says less than the words do.
  if (result.table?.rows.length === 0 && result.words) return ''
  if (result.table) return toTable(result.table)
  if (result.text !== undefined) return toWords(result.text.endsWith('\n') ? result.text : `${result.text}\n`)
  if (result.data === undefined || result.data === null) return ''
  return typeof result.data === 'string' ? `${result.data}\n` : toJson(result.data)
}
