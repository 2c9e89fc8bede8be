import type { CliCell, CliResult } from './command'

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** One JSON document, ended by a newline. Dates are ISO 8601, bigints strings. */
export function toJson(data: unknown): string {
  return `${JSON.stringify(data, plain, 2) ?? 'null'}\n`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

function cellText(cell: CliCell): string {
  if (cell === null || cell === undefined) return '–'
  // What came from elsewhere must not steer the terminal.
  return String(cell).replace(/\s+/g, ' ').replace(CONTROL, '')
}

/** Columns as wide as their widest cell; columns of figures are right-aligned. */
export function toTable({ columns, rows }: { columns: string[]; rows: CliCell[][] }): string {
  const lines = [columns, ...rows.map((row) => columns.map((_, column) => cellText(row[column])))]
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
  if (result.data === undefined || result.data === null) return ''
  return typeof result.data === 'string' ? `${result.data}\n` : toJson(result.data)
}
