import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  AsyncByteQueue,
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  Utf8,
} from 'apache-arrow'
import type { Column, ColumnBatch, Row, Vector } from '@/lib/connectors/tabular'
import { type Physical, type PhysicalColumn, physicalColumns } from './physical'
import { type VectorGroup, vectorGroups } from './vectors'

const ROWS_EACH = 16_384

/**
 * An Arrow IPC file in pieces, a batch of rows each. The file and not the stream: what ends in the middle has no end
 * that a reader would take for one.
 */
export async function* toArrow(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[] | ColumnBatch>,
): AsyncGenerator<Uint8Array> {
  const physical = physicalColumns(columns)
  const types = physical.map((column) => typeOf(column.physical))
  const schema = new Schema(physical.map(({ name }, index) => fieldOf(name, types[index])))
  const pieces = new Pieces()
  const writer = new RecordBatchFileWriter().reset(pieces, schema)
  for await (const group of vectorGroups(physical, batches, ROWS_EACH)) {
    writer.write(toRecordBatch(schema, physical, group))
    yield pieces.take()
    await nextTurn()
  }
  writer.finish()
  yield pieces.take()
}

/** Where the writer puts what is ready. */
class Pieces extends AsyncByteQueue {
  private ready: Uint8Array[] = []

  override write(piece: ArrayBufferView | ArrayBufferLike): void {
    this.ready.push(ArrayBuffer.isView(piece) ? viewOf(piece) : new Uint8Array(piece))
  }

  take(): Uint8Array {
    const taken = Buffer.concat(this.ready)
    this.ready = []
    return taken
  }
}

function viewOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function fieldOf(name: string, type: DataType | undefined): Field {
  return new Field(name, type ?? new Utf8(), true)
}

function toRecordBatch(
  schema: Schema,
  columns: readonly PhysicalColumn[],
  { rows, vectors }: VectorGroup,
): RecordBatch {
  const children = columns.flatMap(({ physical }, index) => {
    const vector = vectors[index]
    return vector === undefined ? [] : [toData(physical, vector, rows)]
  })
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }),
  )
}

function typeOf(physical: Physical): DataType {
  switch (physical.kind) {
    case 'boolean':
      return new Bool()
    case 'int32':
      return new Int32()
    case 'int64':
      return new Int64()
    case 'double':
      return new Float64()
    case 'text':
      return new Utf8()
    case 'binary':
      return new Binary()
    case 'date':
      return new DateDay()
    case 'time':
      return new TimeMicrosecond()
    case 'decimal':
      return new Decimal(physical.scale, physical.precision)
    case 'timestamp':
      return new TIMESTAMPS[physical.unit]('UTC')
  }
}

const TIMESTAMPS = {
  MILLIS: TimestampMillisecond,
  MICROS: TimestampMicrosecond,
  NANOS: TimestampNanosecond,
}

function toData(physical: Physical, vector: Vector, length: number): Data {
  const { valid } = vector
  const nullBitmap = valid === null ? null : bitsOf(valid)
  const nullCount = valid?.reduce((nulls, one) => nulls - one, length) ?? 0
  const base = { length, nullCount, nullBitmap }
  const type = typeOf(physical)
  switch (vector.kind) {
    case 'booleans':
      return makeData({ ...base, type: type as Bool, data: bitsOf(vector.values) })
    case 'ints':
      return makeData({ ...base, type: type as Int32, data: vector.values })
    case 'doubles':
      return makeData({ ...base, type: type as Float64, data: vector.values })
    case 'longs':
      return physical.kind === 'decimal'
        ? makeData({ ...base, type: type as Decimal, data: widened(vector.values) })
        : makeData({ ...base, type: type as Int64, data: vector.values })
    case 'hugeints':
      return makeData({ ...base, type: type as Decimal, data: wordsOf(vector.values) })
    case 'bytes':
      return makeData({ ...base, type: type as Utf8, valueOffsets: vector.offsets, data: vector.values })
  }
}

/** A bit a value, the lowest first. */
function bitsOf(values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8)
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] === 1) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7))
  }
  return bits
}

/** Two's complement of 128 bits in four words, the lowest first. */
function widened(values: BigInt64Array): Uint32Array {
  const narrow = wordsOf(values)
  const wide = new Uint32Array(values.length * 4)
  for (let index = 0; index < values.length; index += 1) {
    const high = narrow[index * 2 + 1] ?? 0
    wide[index * 4] = narrow[index * 2] ?? 0
    wide[index * 4 + 1] = high
    wide[index * 4 + 2] = high >> 31
    wide[index * 4 + 3] = high >> 31
  }
  return wide
}

function wordsOf(values: BigInt64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}
