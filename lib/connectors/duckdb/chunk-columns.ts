import { DuckDBDecimalType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'
import type { Column, Vector } from '../tabular'
import { textsOf } from './chunk-bytes'

type EngineVector = bindings.Vector
type Read = (vector: EngineVector, rows: number, valid: Uint8Array | null) => Vector

/** The statement with every column as a vector can have it: enums and identifiers as text. Null where one cannot be had so. */
export function columnSql(sql: string, columns: readonly Column[]): string | null {
  if (columns.length === 0 || !columns.every(hasVector)) return null
  if (columns.every(({ type, nativeType }) => type !== 'text' || nativeType === 'VARCHAR')) return sql
  const names = columns.map((_, index) => `c${index}`)
  const values = columns.map(({ type }, index) =>
    type === 'text' ? `CAST(c${index} AS VARCHAR)` : `c${index}`,
  )
  // The line end before the bracket closes a comment that the statement may end with.
  return `SELECT ${values.join(', ')} FROM (${sql}\n) AS answer(${names.join(', ')})`
}

function hasVector({ type, nativeType }: Column): boolean {
  switch (type) {
    case 'boolean':
    case 'decimal':
    case 'double':
    case 'date':
    case 'text':
      return true
    case 'integer':
      return nativeType !== 'BIGNUM' && nativeType !== 'UHUGEINT'
    case 'time':
      return nativeType === 'TIME'
    case 'timestamp':
      return nativeType !== 'TIMESTAMP_S'
    case 'binary':
      return nativeType === 'BLOB'
    default:
      return false
  }
}

/** What copies a column of a chunk out of the engine's memory. @throws Error for a type that columnSql lets nobody ask for */
export function vectorReader(type: DuckDBType): (vector: EngineVector, rows: number) => Vector {
  const read = type instanceof DuckDBDecimalType ? decimalReader(type.width) : READERS[type.typeId]
  if (read === undefined) throw new Error(`no vector of the type ${type}`)
  return (vector, rows) => read(vector, rows, validOf(vector, rows))
}

const BYTES: Read = (vector, rows, valid) => ({ kind: 'bytes', valid, ...textsOf(vector, rows, valid) })

const LONGS: Read = (vector, rows, valid) => ({
  kind: 'longs',
  valid,
  values: new BigInt64Array(copyOf(vector, rows * 8)),
})

const HUGEINTS: Read = (vector, rows, valid) => ({
  kind: 'hugeints',
  valid,
  values: new BigInt64Array(copyOf(vector, rows * 16)),
})

const READERS: Partial<Record<DuckDBTypeId, Read>> = {
  [DuckDBTypeId.BOOLEAN]: (vector, rows, valid) => ({
    kind: 'booleans',
    valid,
    values: new Uint8Array(copyOf(vector, rows)),
  }),
  [DuckDBTypeId.TINYINT]: ints((vector, rows) => new Int8Array(copyOf(vector, rows))),
  [DuckDBTypeId.UTINYINT]: ints((vector, rows) => new Uint8Array(copyOf(vector, rows))),
  [DuckDBTypeId.SMALLINT]: ints((vector, rows) => new Int16Array(copyOf(vector, rows * 2))),
  [DuckDBTypeId.USMALLINT]: ints((vector, rows) => new Uint16Array(copyOf(vector, rows * 2))),
  [DuckDBTypeId.INTEGER]: ints((vector, rows) => new Int32Array(copyOf(vector, rows * 4))),
  [DuckDBTypeId.DATE]: ints((vector, rows) => new Int32Array(copyOf(vector, rows * 4))),
  [DuckDBTypeId.UINTEGER]: widened((vector, rows) => new Uint32Array(copyOf(vector, rows * 4))),
  [DuckDBTypeId.BIGINT]: LONGS,
  [DuckDBTypeId.TIME]: LONGS,
  [DuckDBTypeId.TIMESTAMP]: LONGS,
  [DuckDBTypeId.TIMESTAMP_MS]: LONGS,
  [DuckDBTypeId.TIMESTAMP_NS]: LONGS,
  [DuckDBTypeId.TIMESTAMP_TZ]: LONGS,
  [DuckDBTypeId.HUGEINT]: HUGEINTS,
  [DuckDBTypeId.UBIGINT]: (vector, rows, valid) => ({
    kind: 'hugeints',
    valid,
    values: lowWords(new BigInt64Array(copyOf(vector, rows * 8))),
  }),
  [DuckDBTypeId.FLOAT]: doubles((vector, rows) => new Float32Array(copyOf(vector, rows * 4))),
  [DuckDBTypeId.DOUBLE]: doubles((vector, rows) => new Float64Array(copyOf(vector, rows * 8))),
  [DuckDBTypeId.VARCHAR]: BYTES,
  [DuckDBTypeId.BLOB]: BYTES,
}

/** A decimal stands in the narrowest integer that holds its digits. */
function decimalReader(digits: number): Read {
  if (digits > 18) return HUGEINTS
  if (digits > 9) return LONGS
  return digits > 4
    ? widened((vector, rows) => new Int32Array(copyOf(vector, rows * 4)))
    : widened((vector, rows) => new Int16Array(copyOf(vector, rows * 2)))
}

function ints(of: (vector: EngineVector, rows: number) => ArrayLike<number>): Read {
  return (vector, rows, valid) => {
    const values = of(vector, rows)
    return { kind: 'ints', valid, values: values instanceof Int32Array ? values : Int32Array.from(values) }
  }
}

function doubles(of: (vector: EngineVector, rows: number) => Float32Array | Float64Array): Read {
  return (vector, rows, valid) => {
    const values = of(vector, rows)
    return {
      kind: 'doubles',
      valid,
      values: values instanceof Float64Array ? values : new Float64Array(values),
    }
  }
}

/** Integers of at most 32 bits as longs, without a big integer for each. */
function widened(of: (vector: EngineVector, rows: number) => Int16Array | Int32Array | Uint32Array): Read {
  return (vector, rows, valid) => {
    const narrow = of(vector, rows)
    const values = new BigInt64Array(rows)
    const words = new Int32Array(values.buffer)
    const isSigned = !(narrow instanceof Uint32Array)
    for (let row = 0; row < rows; row += 1) {
      const value = narrow[row] ?? 0
      words[row * 2] = value
      words[row * 2 + 1] = isSigned ? value >> 31 : 0
    }
    return { kind: 'longs', valid, values }
  }
}

function lowWords(low: BigInt64Array): BigInt64Array {
  const values = new BigInt64Array(low.length * 2)
  for (let row = 0; row < low.length; row += 1) values[row * 2] = low[row] ?? 0n
  return values
}

function copyOf(vector: EngineVector, bytes: number): ArrayBuffer {
  return new Uint8Array(bindings.vector_get_data(vector, bytes)).buffer
}

/** The engine keeps a bit a row, the lowest first, and none at all where nothing is NULL. */
function validOf(vector: EngineVector, rows: number): Uint8Array | null {
  const bits = bindings.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null
  if (bits === null) return null
  const valid = new Uint8Array(rows)
  let all = 1
  for (let row = 0; row < rows; row += 1) {
    const one = ((bits[row >> 3] ?? 0) >> (row & 7)) & 1
    valid[row] = one
    all &= one
  }
  return all === 1 ? null : valid
}
