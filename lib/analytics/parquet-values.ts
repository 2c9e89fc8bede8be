import type { Vector } from '@/lib/connectors/tabular'

type OfNumbers = Uint8Array | Int32Array | BigInt64Array | Float64Array

/** The values of a vector that are not NULL, in Parquet's encoding PLAIN. */
export function plainValues(vector: Vector): Uint8Array {
  switch (vector.kind) {
    case 'booleans':
      return bitsOf(present(vector.values, vector.valid))
    case 'ints':
    case 'longs':
    case 'doubles':
      return bytesOf(present(vector.values, vector.valid))
    case 'hugeints':
      return swapped(vector.values, vector.valid)
    case 'bytes':
      return prefixed(vector)
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: OfNumbers): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function present<Values extends OfNumbers>(values: Values, valid: Uint8Array | null): Values {
  if (valid === null) return values
  const kept = values.slice()
  let at = 0
  for (let row = 0; row < valid.length; row += 1) {
    if (valid[row] === 0) continue
    kept[at] = values[row] ?? 0
    at += 1
  }
  return kept.subarray(0, at) as Values
}

/** A bit a value, the lowest first. */
function bitsOf(values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8))
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] === 1) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7))
  }
  return bits
}

/** 16 bytes a value, the highest first. */
function swapped(values: BigInt64Array, valid: Uint8Array | null): Uint8Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  const bytes = new Uint8Array(values.length * 8)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let row = 0; row < values.length / 2; row += 1) {
    if (valid?.[row] === 0) continue
    for (let word = 0; word < 4; word += 1) view.setUint32(at + word * 4, words[row * 4 + 3 - word] ?? 0)
    at += 16
  }
  return bytes.subarray(0, at)
}

/** Each behind its length. */
function prefixed({ values, offsets, valid }: Extract<Vector, { kind: 'bytes' }>): Uint8Array {
  const rows = offsets.length - 1
  const from = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  const bytes = Buffer.allocUnsafeSlow(values.length + rows * 4)
  let at = 0
  for (let row = 0; row < rows; row += 1) {
    if (valid?.[row] === 0) continue
    const [start = 0, end = 0] = [offsets[row], offsets[row + 1]]
    at = bytes.writeUInt32LE(end - start, at)
    at += from.copy(bytes, at, start, end)
  }
  return bytes.subarray(0, at)
}
