import type { Batch, Column, Row } from '@/lib/connectors/tabular'
import { BYTE_ORDER_MARK, csvHeader, csvLines } from './csv'
import type { ExportFormat } from './export-formats'
import { toJson } from './export-json'

export type ExportTable = {
  title: string
  columns: readonly Column[]
  /** Rows; for CSV also what the engine has written as lines already. */
  batches: AsyncIterable<Batch>
}

/**
 * A table in a format, in pieces as its batches come: nothing is kept, whatever its length.
 * @throws RangeError for a value or a number of rows that the format cannot hold
 */
export async function* writeExport(format: ExportFormat, table: ExportTable): AsyncGenerator<Uint8Array> {
  const { title, columns } = table
  if (format === 'csv') return yield* toCsvBytes(table)
  const batches = rowsOf(table.batches)
  switch (format) {
    case 'json':
      return yield* encoded(toJson(columns, batches))
    case 'xlsx':
      return yield* (await import('./export-xlsx')).toXlsx(title, columns, batches)
    // These bring much code: it is loaded when somebody asks for such a file.
    case 'parquet':
      return yield* (await import('./export-parquet')).toParquet(columns, batches)
    case 'arrow':
      return yield* (await import('./export-arrow')).toArrow(columns, batches)
  }
}

async function* toCsvBytes({ columns, batches }: ExportTable): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(BYTE_ORDER_MARK + csvHeader(columns))
  for await (const batch of batches) {
    yield 'bytes' in batch ? batch.bytes : encoder.encode(csvLines(columns, batch))
  }
}

async function* rowsOf(batches: AsyncIterable<Batch>): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) {
    if ('bytes' in batch) throw new Error('lines of CSV are no rows')
    yield batch
  }
}

async function* encoded(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const piece of pieces) yield encoder.encode(piece)
}
