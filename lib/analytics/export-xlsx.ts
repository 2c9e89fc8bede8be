import type { Cell, Column, LineBatch, Row } from '@/lib/connectors/tabular'
import {
  type CellXml,
  dateCell,
  NO_CELL,
  numberCell,
  plainTextCell,
  safeTextCell,
  writeWorkbook,
} from '@/lib/platform/tables/xlsx-write'

/**
 * A workbook: figures are numbers and dates are dates where a spreadsheet keeps them to the last digit, and text where it
 * would not (more than 15 digits, parts of a millisecond, days before March 1900). An engine may write its rows by itself
 * (`openLines`): the same cells.
 */
export async function* toXlsx(
  title: string,
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[] | LineBatch>,
): AsyncGenerator<Uint8Array> {
  const names = columns.map(({ name }) => name)
  async function* cells(): AsyncGenerator<CellXml[][] | LineBatch> {
    for await (const batch of batches) {
      if ('bytes' in batch) yield batch
      else yield batch.map((row) => columns.map(({ type }, index) => sheetCell(type, row[index] ?? null)))
    }
  }
  yield* writeWorkbook(sheetName(title), names, cells())
}

/** What Excel takes as the name of a sheet. */
function sheetName(title: string): string {
  return (
    title
      .replace(/[[\]:*?/\\]/g, ' ')
      .replace(/^'+|'+$/g, '')
      .trim()
      .slice(0, 31) || 'Data'
  )
}

function sheetCell(type: Column['type'], cell: Cell): CellXml {
  if (cell === null) return NO_CELL
  switch (type) {
    case 'integer':
    case 'decimal':
      return figureCell(String(cell))
    case 'double':
      return typeof cell === 'number' ? numberCell(String(cell)) : plainTextCell(String(cell))
    case 'boolean':
    case 'time':
      return plainTextCell(String(cell))
    case 'date':
      return dayCell(String(cell))
    case 'timestamp':
      return momentCell(String(cell))
    default:
      return safeTextCell(typeof cell === 'object' ? JSON.stringify(cell) : String(cell))
  }
}

const EXACT_DIGITS = 15

function figureCell(text: string): CellXml {
  const digits = text.replace(/^-/, '').replace('.', '').replace(/^0+/, '')
  return digits.length <= EXACT_DIGITS && /^-?\d/.test(text) ? numberCell(text) : plainTextCell(text)
}

const DAY_MS = 86_400_000
/** Day 0; up to 29 February 1900, which never was, spreadsheets count wrongly. */
const EPOCH = Date.UTC(1899, 11, 30)
const FIRST = Date.UTC(1900, 2, 1)

function dayCell(text: string): CellXml {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return at >= FIRST ? dateCell((at - EPOCH) / DAY_MS, 'day') : plainTextCell(text)
}

function momentCell(text: string): CellXml {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text) ? Date.parse(text) : Number.NaN
  return at >= FIRST ? dateCell((at - EPOCH) / DAY_MS, 'moment') : plainTextCell(text)
}
