import { setImmediate as nextTurn } from 'node:timers/promises'
import { zstdCompressSync } from 'node:zlib'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import type { Column, ColumnBatch, Row, Vector } from '@/lib/connectors/tabular'
import { plainValues } from './parquet-values'
import { type PhysicalColumn, physicalColumns } from './physical'
import { type VectorGroup, vectorGroups } from './vectors'

type FileMetaData = Parameters<typeof writeMetadata>[1]
type RowGroup = FileMetaData['row_groups'][number]
type SchemaElement = FileMetaData['schema'][number]

/** Written at once, without another's turn: few enough that nobody notices, enough to be compressed well. */
const ROWS_EACH = 16_384
/** `PAR1`, at the beginning and at the end. */
const MAGIC = 0x31524150

/**
 * A Parquet file in pieces, a group of rows each: what says where they are stands at the end, so half a file is none. The
 * library writes what stands around the values; its own way with these makes an object of each.
 */
export async function* toParquet(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[] | ColumnBatch>,
): AsyncGenerator<Uint8Array> {
  const physical = physicalColumns(columns)
  const schema = schemaOf(physical)
  const writer = new PieceWriter()
  const groups: RowGroup[] = []
  writer.appendUint32(MAGIC)
  for await (const group of vectorGroups(physical, batches, ROWS_EACH)) {
    groups.push(writeGroup(writer, schema.slice(1), group))
    yield writer.takePiece()
    await nextTurn()
  }
  const rows = groups.reduce((sum, { num_rows: own }) => sum + own, 0n)
  const told = { version: 2, created_by: 'Pergola', schema, num_rows: rows, row_groups: groups }
  // Its length is written behind it, not in it.
  writeMetadata(writer, { ...told, metadata_length: 0 })
  writer.appendUint32(MAGIC)
  yield writer.takePiece()
}

function writeGroup(
  writer: ByteWriter,
  elements: readonly SchemaElement[],
  { rows, vectors }: VectorGroup,
): RowGroup {
  const columns = elements.flatMap((element, index) => {
    const vector = vectors[index]
    return vector === undefined ? [] : [writeColumn(writer, element, vector, rows)]
  })
  const sizes = columns.map(({ meta_data: { total_uncompressed_size: size } }) => size)
  return { columns, total_byte_size: sizes.reduce((sum, size) => sum + size, 0n), num_rows: BigInt(rows) }
}

/** One page: the levels that say which values are NULL, then those that are not. */
function writeColumn(writer: ByteWriter, element: SchemaElement, vector: Vector, rows: number) {
  const { valid } = vector
  const nulls = valid?.reduce((count, one) => count - one, rows) ?? 0
  const levels = new ByteWriter()
  writeRleBitPackedHybrid(levels, valid ?? new Uint8Array(rows).fill(1), 1)
  const values = plainValues(vector)
  const packed = zstdCompressSync(values)
  const start = writer.offset
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levels.offset + values.length,
    compressed_page_size: levels.offset + packed.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: nulls,
      num_rows: rows,
      encoding: 'PLAIN',
      definition_levels_byte_length: levels.offset,
      repetition_levels_byte_length: 0,
      is_compressed: true,
    },
  })
  const header = writer.offset - start
  writer.appendBytes(levels.getBytes())
  writer.appendBytes(packed)
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: element.type ?? 'BYTE_ARRAY',
      encodings: ['PLAIN' as const, 'RLE' as const],
      path_in_schema: [element.name],
      codec: 'ZSTD' as const,
      num_values: BigInt(rows),
      total_uncompressed_size: BigInt(header + levels.offset + values.length),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(start),
      statistics: { null_count: BigInt(nulls) },
    },
  }
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
