import type { ColumnBatch, Row, Vector } from '@/lib/connectors/tabular'
import { createSweep } from '@/lib/platform/short-lived'
import { type Physical, type PhysicalColumn, type PhysicalValue, physicalValue } from './physical'
import { requireFit } from './vector-fit'

/** The kind of a column's vector in a file that has types. */
export type VectorKind = Vector['kind']
export type VectorOf<Kind extends VectorKind> = Extract<Vector, { kind: Kind }>

/** A group of rows, column by column. */
export type VectorGroup = { rows: number; vectors: Vector[] }

const LONG_DIGITS = 18

export function kindOf(physical: Physical): VectorKind {
  switch (physical.kind) {
    case 'boolean':
      return 'booleans'
    case 'int32':
    case 'date':
      return 'ints'
    case 'int64':
    case 'time':
    case 'timestamp':
      return 'longs'
    case 'double':
      return 'doubles'
    case 'text':
    case 'binary':
      return 'bytes'
    case 'decimal':
      return physical.precision <= LONG_DIGITS ? 'longs' : 'hugeints'
  }
}

/**
 * The rows of some batches as vectors, so many rows each. Rows that came as vectors are only looked at for what a file
 * cannot hold.
 * @throws RangeError for a value that its column's kind cannot hold
 */
export async function* vectorGroups(
  columns: readonly PhysicalColumn[],
  batches: AsyncIterable<readonly Row[] | ColumnBatch>,
  rowsEach: number,
): AsyncGenerator<VectorGroup> {
  const sweep = createSweep()
  let waiting: VectorGroup[] = []
  let rows = 0
  for await (const batch of batches) {
    const group = 'vectors' in batch ? fitting(columns, batch) : fromRows(columns, batch)
    waiting.push(group)
    rows += group.rows
    if (rows < rowsEach) continue
    const whole = joined(columns, waiting, rows)
    waiting = []
    rows = 0
    yield whole
    // It was made of its batches, and a piece of a file of it.
    sweep(3 * bytesIn(whole))
  }
  if (rows > 0) yield joined(columns, waiting, rows)
}

function fitting(columns: readonly PhysicalColumn[], { rows, vectors }: ColumnBatch): VectorGroup {
  const taken = columns.map((column, index) => {
    const vector = vectors[index]
    if (vector?.kind !== kindOf(column.physical)) throw new Error(`the column ${column.name} came otherwise`)
    requireFit(vector, column)
    return vector
  })
  return { rows, vectors: taken }
}

function fromRows(columns: readonly PhysicalColumn[], batch: readonly Row[]): VectorGroup {
  const vectors = columns.map(({ name, physical }, index) => {
    const values = batch.map((row) => physicalValue(row[index] ?? null, physical, name))
    return toVector(kindOf(physical), values)
  })
  return { rows: batch.length, vectors }
}

function toVector(kind: VectorKind, values: readonly PhysicalValue[]): Vector {
  const valid = values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 0 : 1)) : null
  switch (kind) {
    case 'booleans':
      return { kind, valid, values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) }
    case 'ints':
      return { kind, valid, values: Int32Array.from(values, Number) }
    case 'doubles':
      return { kind, valid, values: Float64Array.from(values, Number) }
    case 'longs':
      return { kind, valid, values: BigInt64Array.from(values, toBigint) }
    case 'hugeints':
      return { kind, valid, values: hugeWords(values) }
    case 'bytes':
      return { kind, valid, ...joinBytes(values.map(toBytes)) }
  }
}

function toBigint(value: PhysicalValue): bigint {
  return typeof value === 'bigint' ? value : 0n
}

/** Two's complement of 128 bits, the low half first. */
function hugeWords(values: readonly PhysicalValue[]): BigInt64Array {
  const words = new BigInt64Array(values.length * 2)
  for (const [index, value] of values.entries()) {
    const units = toBigint(value)
    words[index * 2] = BigInt.asIntN(64, units)
    words[index * 2 + 1] = units >> 64n
  }
  return words
}

function toBytes(value: PhysicalValue): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(typeof value === 'string' ? value : '', 'utf8')
}

function joinBytes(pieces: readonly Uint8Array[]): { offsets: Int32Array; values: Uint8Array } {
  const offsets = new Int32Array(pieces.length + 1)
  for (const [index, piece] of pieces.entries()) offsets[index + 1] = (offsets[index] ?? 0) + piece.length
  return { offsets, values: Buffer.concat(pieces) }
}

function joined(
  columns: readonly PhysicalColumn[],
  groups: readonly VectorGroup[],
  rows: number,
): VectorGroup {
  const [only] = groups
  if (groups.length === 1 && only !== undefined) return only
  const vectors = columns.map(({ physical }, index) =>
    joinVectors(
      kindOf(physical),
      groups.flatMap(({ vectors: one }) => one[index] ?? []),
      rows,
    ),
  )
  return { rows, vectors }
}

const WORDS: Record<Exclude<VectorKind, 'bytes'>, (length: number) => NumberVector['values']> = {
  booleans: (length) => new Uint8Array(length),
  ints: (length) => new Int32Array(length),
  longs: (length) => new BigInt64Array(length),
  hugeints: (length) => new BigInt64Array(length * 2),
  doubles: (length) => new Float64Array(length),
}

type NumberVector = Exclude<Vector, { kind: 'bytes' }>

function joinVectors(kind: VectorKind, vectors: readonly Vector[], rows: number): Vector {
  const valid = joinValid(vectors, rows)
  if (kind === 'bytes') return { kind, valid, ...joinTexts(vectors.filter(isBytes), rows) }
  const values = WORDS[kind](rows)
  let at = 0
  for (const vector of vectors) {
    setValues(values, vector.values, at)
    at += vector.values.length
  }
  return sameKind({ kind, valid, values })
}

/** The guarantee: both are of the kind that the column has, which `fitting` and `toVector` see to. */
function setValues(values: NumberVector['values'], from: Vector['values'], at: number): void {
  const target = values as Uint8Array
  target.set(from as Uint8Array, at)
}

/** The guarantee: the values were made for the kind, by WORDS. */
function sameKind(vector: {
  kind: NumberVector['kind']
  valid: Vector['valid']
  values: NumberVector['values']
}) {
  return vector as NumberVector
}

function isBytes(vector: Vector): vector is VectorOf<'bytes'> {
  return vector.kind === 'bytes'
}

function joinTexts(vectors: readonly VectorOf<'bytes'>[], rows: number) {
  const offsets = new Int32Array(rows + 1)
  let row = 0
  let at = 0
  for (const { offsets: own } of vectors) {
    for (let index = 1; index < own.length; index += 1) offsets[row + index] = at + (own[index] ?? 0)
    row += own.length - 1
    at = offsets[row] ?? 0
  }
  return { offsets, values: Buffer.concat(vectors.map(({ values }) => values)) }
}

function joinValid(vectors: readonly Vector[], rows: number): Uint8Array | null {
  if (vectors.every(({ valid }) => valid === null)) return null
  const joinedValid = new Uint8Array(rows).fill(1)
  let at = 0
  for (const vector of vectors) {
    if (vector.valid !== null) joinedValid.set(vector.valid, at)
    at += lengthOf(vector)
  }
  return joinedValid
}

function bytesIn({ vectors }: VectorGroup): number {
  return vectors.reduce((sum, { values }) => sum + values.byteLength, 0)
}

function lengthOf(vector: Vector): number {
  if (vector.kind === 'bytes') return vector.offsets.length - 1
  return vector.kind === 'hugeints' ? vector.values.length / 2 : vector.values.length
}
