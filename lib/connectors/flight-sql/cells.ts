import {
  type Data,
  DataType,
  type Field,
  IntervalUnit,
  Precision,
  type RecordBatch,
  type Union,
  type Vector,
} from 'apache-arrow'
import type { Cell, Row } from '../tabular'
import { dateText, decimalText, intervalText, timestampText, timeText, uuidText } from './cell-text'
import { isDateInMs, isUuid, UNIT_DIGITS } from './map'

// Reads Arrow's buffers themselves: the library's own values lose a decimal's point and a timestamp's digits below the
// millisecond. In what comes over the wire every buffer begins at its first value (no slices).

type Read = (index: number) => Cell

const ROWS_AT_ONCE = 2_048

/** The rows of a batch, in slices that do not make the heap jump, however long the batch is. */
export function* rowsOf(batch: RecordBatch): Generator<Row[]> {
  const reads = batch.schema.fields.map((field, index) => readerOf(childOf(batch.data, index), field))
  for (let from = 0; from < batch.numRows; from += ROWS_AT_ONCE) {
    const length = Math.min(ROWS_AT_ONCE, batch.numRows - from)
    yield Array.from({ length }, (_, row) => reads.map((read) => read(from + row)))
  }
}

/** What reads the value at an index of a column. @throws Error for a type that has no cell */
export function readerOf(data: Data, field: Field): Read {
  const read = valueReader(data, field)
  if (hasNoBitmap(data)) return read
  const { nullBitmap } = data
  return (index) => (isSet(nullBitmap, index) ? read(index) : null)
}

/** A union's values are null by themselves, and all of the type Null are. */
function hasNoBitmap({ type, nullCount }: Data): boolean {
  return nullCount === 0 || DataType.isUnion(type) || DataType.isNull(type)
}

function valueReader(data: Data, field: Field): Read {
  const { type } = data
  if (DataType.isNull(type)) return () => null
  if (DataType.isDictionary(type)) return dictionaryReader(data, field)
  return scalarReader(data, field) ?? momentReader(data) ?? nestedReader(data) ?? unreadable(field)
}

function unreadable(field: Field): never {
  throw new Error(`the column "${field.name}" is of a type that is not read: ${field.type}`)
}

function scalarReader(data: Data, field: Field): Read | null {
  const { type, values } = data
  if (DataType.isBool(type)) return (index) => isSet(values, index)
  if (DataType.isInt(type)) return intReader(values, type.bitWidth)
  if (DataType.isFloat(type)) return floatReader(values, type.precision)
  if (DataType.isDecimal(type)) return decimalReader(data, type)
  if (DataType.isFixedSizeBinary(type)) {
    const at = fixedBytes(values, type.byteWidth)
    return isUuid(field) ? (index) => uuidText(at(index)) : (index) => at(index).toString('base64')
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return textReader(data, 'utf8')
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return textReader(data, 'base64')
  if (DataType.isUtf8View(type)) return viewReader(data, 'utf8')
  if (DataType.isBinaryView(type)) return viewReader(data, 'base64')
  return null
}

function momentReader(data: Data): Read | null {
  const { type, values } = data
  if (DataType.isDate(type)) {
    if (!isDateInMs(type)) return (index) => dateText(values[index])
    const longs = longsOf(values)
    return (index) => dateText(Math.floor(Number(at(longs, index)) / 86_400_000))
  }
  if (DataType.isTime(type)) {
    const digits = UNIT_DIGITS[type.unit]
    return (index) => timeText(BigInt(values[index]), digits)
  }
  if (DataType.isTimestamp(type)) {
    const digits = UNIT_DIGITS[type.unit]
    const longs = longsOf(values)
    return (index) => timestampText(at(longs, index), digits)
  }
  if (DataType.isDuration(type)) {
    const nanos = 10n ** BigInt(9 - UNIT_DIGITS[type.unit])
    const longs = longsOf(values)
    return (index) => intervalText(0, 0, at(longs, index) * nanos)
  }
  return DataType.isInterval(type) ? intervalReader(values, type.unit) : null
}

function nestedReader(data: Data): Read | null {
  const { type } = data
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    const read = childReader(data, 0)
    return spanReader(data.valueOffsets, (from, to) => listCell(read, from, to))
  }
  if (DataType.isFixedSizeList(type)) {
    const read = childReader(data, 0)
    const size = type.listSize
    return (index) => listCell(read, index * size, (index + 1) * size)
  }
  if (DataType.isMap(type)) return mapReader(data)
  if (DataType.isStruct(type)) return structReader(data)
  return DataType.isUnion(type) ? unionReader(data) : null
}

function intReader(values: ArrayLike<number | bigint>, bitWidth: number): Read {
  return bitWidth === 64 ? (index) => String(values[index]) : (index) => Number(values[index])
}

function floatReader(values: Uint16Array | Float32Array | Float64Array, precision: Precision): Read {
  const numbers = precision === Precision.HALF ? halves(values) : values
  return (index) => {
    const value = at(numbers, index)
    return Number.isFinite(value) ? value : String(value)
  }
}

function decimalReader(data: Data, { bitWidth, scale }: { bitWidth: number; scale: number }): Read {
  if (bitWidth === 32) return (index) => decimalText(BigInt(data.values[index] | 0), scale)
  const words = longsOf(data.values)
  const count = bitWidth / 64
  return (index) => decimalText(wide(words, index * count, count), scale)
}

/** A whole number of `count` 64-bit words, least first, the last of which carries the sign. */
function wide(words: BigInt64Array, from: number, count: number): bigint {
  let value = at(words, from + count - 1)
  for (let word = from + count - 2; word >= from; word--)
    value = (value << 64n) | BigInt.asUintN(64, at(words, word))
  return value
}

function intervalReader(values: Int32Array, unit: IntervalUnit): Read {
  if (unit === IntervalUnit.YEAR_MONTH) return (index) => intervalText(at(values, index), 0, 0n)
  if (unit === IntervalUnit.DAY_TIME) {
    return (index) => intervalText(0, at(values, index * 2), BigInt(at(values, index * 2 + 1)) * 1_000_000n)
  }
  const longs = longsOf(values)
  return (index) => intervalText(at(values, index * 4), at(values, index * 4 + 1), at(longs, index * 2 + 1))
}

function textReader(data: Data, encoding: 'utf8' | 'base64'): Read {
  const bytes = bufferOf(data.values)
  return spanReader(data.valueOffsets, (from, to) => bytes.toString(encoding, from, to))
}

/** A view: its length, then the bytes themselves when they are at most 12, or where they stand. */
function viewReader(data: Data, encoding: 'utf8' | 'base64'): Read {
  const views = bufferOf(data.values)
  const buffers = data.variadicBuffers.map(bufferOf)
  return (index) => {
    const start = index * 16
    const length = views.readInt32LE(start)
    if (length <= 12) return views.toString(encoding, start + 4, start + 4 + length)
    const from = views.readInt32LE(start + 12)
    const bytes = buffers[views.readInt32LE(start + 8)]
    if (bytes === undefined) throw new RangeError('a batch lacks a part of its text')
    return bytes.toString(encoding, from, from + length)
  }
}

function fixedBytes(values: Uint8Array, width: number): (index: number) => Buffer {
  const bytes = bufferOf(values)
  return (index) => bytes.subarray(index * width, (index + 1) * width)
}

function listCell(read: Read, from: number, to: number): Cell[] {
  return Array.from({ length: to - from }, (_, item) => read(from + item))
}

function mapReader(data: Data): Read {
  const entries = childOf(data, 0)
  const key = childReader(entries, 0)
  const value = childReader(entries, 1)
  return spanReader(data.valueOffsets, (from, to) =>
    Object.fromEntries(
      Array.from({ length: to - from }, (_, item) => [keyText(key(from + item)), value(from + item)]),
    ),
  )
}

function keyText(key: Cell): string {
  return typeof key === 'object' ? JSON.stringify(key) : String(key)
}

function structReader(data: Data): Read {
  const names = (data.type.children as Field[]).map((field) => field.name)
  const reads = names.map((_, member) => childReader(data, member))
  return (index) => Object.fromEntries(names.map((name, member) => [name, reads[member]?.(index) ?? null]))
}

function unionReader(data: Data): Read {
  const { typeIds, valueOffsets } = data
  const children: Record<number, number> = (data.type as Union).typeIdToChildIndex
  const reads = data.children.map((_, member) => childReader(data, member))
  const dense = valueOffsets !== undefined && valueOffsets.length > 0
  return (index) => {
    const read = reads[children[typeIds[index]] ?? -1]
    if (read === undefined) throw new RangeError('a union of a kind that its type does not name')
    return read(dense ? valueOffsets[index] : index)
  }
}

// A dictionary comes once and is referred to by many batches.
const dictionaries = new WeakMap<Vector, Cell[]>()

function dictionaryReader(data: Data, field: Field): Read {
  const { dictionary, values } = data
  if (dictionary === undefined) throw new Error(`the dictionary of the column "${field.name}" did not come`)
  const known = dictionaries.get(dictionary) ?? cellsOf(dictionary, field)
  dictionaries.set(dictionary, known)
  return (index) => {
    const cell = known[Number(values[index])]
    if (cell === undefined) throw new RangeError(`the dictionary of the column "${field.name}" lacks a value`)
    return cell
  }
}

function cellsOf(dictionary: Vector, field: Field): Cell[] {
  return dictionary.data.flatMap((data) => {
    const read = readerOf(data, field)
    return Array.from({ length: data.length }, (_, index) => read(index))
  })
}

function childOf(data: Data, index: number): Data {
  const child = data.children[index]
  if (child === undefined) throw new Error('a nested column without its parts')
  return child
}

function childReader(data: Data, index: number): Read {
  const field = (data.type.children as Field[])[index]
  if (field === undefined) throw new Error('a nested column without its parts')
  return readerOf(childOf(data, index), field)
}

function spanReader(offsets: Int32Array | BigInt64Array, read: (from: number, to: number) => Cell): Read {
  return (index) => read(Number(offsets[index]), Number(offsets[index + 1]))
}

function isSet(bitmap: Uint8Array, index: number): boolean {
  return (at(bitmap, index >> 3) & (1 << (index & 7))) !== 0
}

/** The value at an index that the batch's own lengths allow. */
function at(values: BigInt64Array, index: number): bigint
function at(values: Exclude<NodeJS.TypedArray, BigInt64Array | BigUint64Array>, index: number): number
function at(values: NodeJS.TypedArray, index: number): number | bigint {
  const value = values[index]
  if (value === undefined) throw new RangeError('a batch is shorter than it says')
  return value
}

/** The same bytes as 64-bit integers. They begin at a multiple of eight, as Arrow's format wants (ipc.ts sees to it). */
function longsOf(values: NodeJS.TypedArray): BigInt64Array {
  return new BigInt64Array(values.buffer, values.byteOffset, Math.floor(values.byteLength / 8))
}

function bufferOf(values: NodeJS.TypedArray): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

function halves(values: NodeJS.TypedArray): Float32Array {
  return Float32Array.from({ length: values.length }, (_, index) => halfToNumber(Number(values[index])))
}

/** IEEE 754 half precision: a sign, five bits of exponent, ten of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1_024)
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1_024)
}
