import type { Batch, Column, ColumnBatch, LineBatch, Row } from '@/lib/connectors/tabular'
import { BYTE_ORDER_MARK, csvHeader, csvLines } from './csv'
import type { ExportFormat } from './export-formats'
import { toJson } from './export-json'

export type ExportTable = {
  title: string
  columns: readonly Column[]
  /** Rows; for CSV, JSON and workbooks also what the engine has written as lines already, for Parquet and Arrow its columns. */
  batches: AsyncIterable<Batch>
}

/**
 * A table in a format, in pieces as its batches come: nothing is kept, whatever its length.
 * @throws RangeError for a value or a number of rows that the format cannot hold
 */
export async function* writeExport(format: ExportFormat, table: ExportTable): AsyncGenerator<Uint8Array> {
  const { title, columns } = table
  switch (format) {
    case 'csv':
      return yield* toCsvBytes(table)
    case 'json':
      return yield* toJson(columns, table.batches)
    case 'xlsx':
      return yield* (await import('./export-xlsx')).toXlsx(title, columns, withoutColumns(table.batches))
    // These bring much code: it is loaded when somebody asks for such a file.
    case 'parquet':
      return yield* (await import('./export-parquet')).toParquet(columns, withoutLines(table.batches))
    case 'arrow':
      return yield* (await import('./export-arrow')).toArrow(columns, withoutLines(table.batches))
  }
}

async function* toCsvBytes({ columns, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(BYTE_ORDER_MARK + csvHeader(columns))
  for await (const batch of batches) {
    if ('vectors' in batch) throw new Error('columns are no lines')
    yield 'bytes' in batch ? batch.bytes : encoder.encode(csvLines(columns, batch))
  }
}

async function* withoutColumns(batches: AsyncIterable<Batch>): AsyncGenerator<readonly Row[] | LineBatch> {
  for await (const batch of batches) {
    if ('vectors' in batch) throw new Error('columns are no lines')
    yield batch
  }
}

async function* withoutLines(batches: AsyncIterable<Batch>): AsyncGenerator<readonly Row[] | ColumnBatch> {
  for await (const batch of batches) {
    if ('bytes' in batch) throw new Error('lines are no columns')
    yield batch
  }
}
