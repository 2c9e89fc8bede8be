import { setImmediate as nextTurn } from 'node:timers/promises'
import { zstdCompressSync } from 'node:zlib'
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import type { Column, Row } from '@/lib/connectors/tabular'
import { columnGroups, type PhysicalColumn, physicalColumns } from './physical'

/** Written at once, without another's turn: few enough that nobody notices, enough to be compressed well. */
const ROWS_EACH = 16_384

const COMPRESSORS = { ['ZSTD' as const]: compress }

function compress(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes)
}

/** A Parquet file in pieces, a group of rows each: what says where they are stands at the end, so half a file is none. */
export async function* toParquet(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const physical = physicalColumns(columns)
  const writer = new PieceWriter()
  const file = new ParquetWriter({
    writer,
    schema: schemaOf(physical),
    codec: 'ZSTD',
    compressors: COMPRESSORS,
    createdBy: 'Pergola',
  })
  for await (const group of columnGroups(physical, batches, ROWS_EACH)) {
    const columnData = physical.map(({ name }, index) => ({ name, data: group[index] ?? [] }))
    await file.write({ columnData, rowGroupSize: Number.MAX_SAFE_INTEGER })
    yield writer.takePiece()
    await nextTurn()
  }
  await file.finish()
  yield writer.takePiece()
}

/** Keeps the count of all bytes, which the file's own table of contents needs, and hands out what has heaped up. */
class PieceWriter extends ByteWriter {
  takePiece(): Uint8Array {
    const piece = new Uint8Array(this.getBuffer())
    this.index = 0
    return piece
  }
}

function schemaOf(columns: readonly PhysicalColumn[]): SchemaElement[] {
  return [{ name: 'answer', num_children: columns.length }, ...columns.map(elementOf)]
}

function elementOf({ name, physical }: PhysicalColumn): SchemaElement {
  const base = { name, repetition_type: 'OPTIONAL' } as const
  switch (physical.kind) {
    case 'boolean':
      return { ...base, type: 'BOOLEAN' }
    case 'int32':
      return { ...base, type: 'INT32' }
    case 'int64':
      return { ...base, type: 'INT64' }
    case 'double':
      return { ...base, type: 'DOUBLE' }
    case 'text':
      return { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }
    case 'binary':
      return { ...base, type: 'BYTE_ARRAY' }
    case 'date':
      return { ...base, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }
    case 'time':
      return {
        ...base,
        type: 'INT64',
        converted_type: 'TIME_MICROS',
        logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' },
      }
    case 'timestamp':
      return {
        ...base,
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: physical.unit },
      }
    case 'decimal':
      return decimalElement(base, physical)
  }
}

const LONG_DIGITS = 18

/** 8 bytes hold every decimal of 18 digits, 16 every one of 38. */
function decimalElement(
  base: Pick<SchemaElement, 'name' | 'repetition_type'>,
  { precision, scale }: { precision: number; scale: number },
): SchemaElement {
  const kept =
    precision <= LONG_DIGITS
      ? ({ type: 'INT64' } as const)
      : ({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16 } as const)
  const logical = { type: 'DECIMAL', precision, scale } as const
  return { ...base, ...kept, converted_type: 'DECIMAL', precision, scale, logical_type: logical }
}
