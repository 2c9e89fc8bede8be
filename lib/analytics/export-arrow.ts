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
import type { Column, Row } from '@/lib/connectors/tabular'
import {
  columnGroups,
  type Physical,
  type PhysicalColumn,
  type PhysicalValue,
  physicalColumns,
} from './physical'

const ROWS_EACH = 16_384

/**
 * An Arrow IPC file in pieces, a batch of rows each. The file and not the stream: what ends in the middle has no end
 * that a reader would take for one.
 */
export async function* toArrow(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const physical = physicalColumns(columns)
  const types = physical.map((column) => typeOf(column.physical))
  const schema = new Schema(physical.map(({ name }, index) => fieldOf(name, types[index])))
  const pieces = new Pieces()
  const writer = new RecordBatchFileWriter().reset(pieces, schema)
  for await (const group of columnGroups(physical, batches, ROWS_EACH)) {
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
  group: readonly (readonly PhysicalValue[])[],
): RecordBatch {
  const length = group[0]?.length ?? 0
  const children = columns.map(({ physical }, index) => toData(physical, group[index] ?? []))
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
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

function toData(physical: Physical, values: readonly PhysicalValue[]): Data {
  const { nullBitmap, nullCount } = validityOf(values)
  const base = { length: values.length, nullCount, nullBitmap }
  const type = typeOf(physical)
  switch (physical.kind) {
    case 'boolean':
      return makeData({ ...base, type: type as Bool, data: bitsOf(values, (value) => value === true) })
    case 'int32':
    case 'date':
      return makeData({ ...base, type: type as Int32, data: Int32Array.from(values, Number) })
    case 'double':
      return makeData({ ...base, type: type as Float64, data: Float64Array.from(values, Number) })
    case 'int64':
    case 'time':
    case 'timestamp':
      return makeData({ ...base, type: type as Int64, data: BigInt64Array.from(values, toBigint) })
    case 'decimal':
      return makeData({ ...base, type: type as Decimal, data: decimalWords(values) })
    case 'text':
    case 'binary':
      return makeData({ ...base, type: type as Utf8, ...bytesOf(values) })
  }
}

function toBigint(value: PhysicalValue): bigint {
  return typeof value === 'bigint' ? value : 0n
}

function validityOf(values: readonly PhysicalValue[]): { nullBitmap: Uint8Array; nullCount: number } {
  let nullCount = 0
  for (const value of values) if (value === null) nullCount += 1
  return { nullBitmap: bitsOf(values, (value) => value !== null), nullCount }
}

/** A bit a value, the lowest first. */
function bitsOf(values: readonly PhysicalValue[], isSet: (value: PhysicalValue) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8)
  for (const [index, value] of values.entries()) {
    if (isSet(value)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7))
  }
  return bits
}

/** Two's complement of 128 bits, the low half first. */
function decimalWords(values: readonly PhysicalValue[]): Uint32Array {
  const halves = new BigInt64Array(values.length * 2)
  for (const [index, value] of values.entries()) {
    const units = toBigint(value)
    halves[index * 2] = BigInt.asIntN(64, units)
    halves[index * 2 + 1] = units >> 64n
  }
  return new Uint32Array(halves.buffer)
}

function bytesOf(values: readonly PhysicalValue[]): { valueOffsets: Int32Array; data: Uint8Array } {
  const pieces = values.map((value) =>
    value instanceof Uint8Array ? value : Buffer.from(typeof value === 'string' ? value : '', 'utf8'),
  )
  const valueOffsets = new Int32Array(values.length + 1)
  for (const [index, piece] of pieces.entries()) {
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + piece.length
  }
  return { valueOffsets, data: new Uint8Array(Buffer.concat(pieces)) }
}
