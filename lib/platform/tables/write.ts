import { writeCsv } from './csv-write'
import { writeJson } from './json-write'
import type { TableColumn, TableFormat, WrittenCell } from './model'
import { writeXlsx } from './xlsx-write'

export const TABLE_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
}

export type WrittenTable = {
  /** What the sheet of a workbook is called. */
  title: string
  columns: readonly TableColumn[]
  batches: AsyncIterable<readonly (readonly WrittenCell[])[]>
}

/** A table in a format, in pieces as its batches come: nothing is kept, whatever its length. */
export async function* writeTable(format: TableFormat, table: WrittenTable): AsyncGenerator<Uint8Array> {
  if (format === 'xlsx') {
    yield* writeXlsx(table.title, table.columns, table.batches)
    return
  }
  const encoder = new TextEncoder()
  const write = format === 'csv' ? writeCsv : writeJson
  for await (const piece of write(table.columns, table.batches)) yield encoder.encode(piece)
}
