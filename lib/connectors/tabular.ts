/**
 * What any system that answers SQL gives back: one shape, whatever the transport. The column's type decides how a value
 * is written, never the value itself, so a program that reads a column once has read it for good.
 */
export type ColumnType =
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'text'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'interval'
  | 'binary'
  | 'list'
  | 'struct'
  | 'other'

export type Column = {
  name: string
  type: ColumnType
  /** The system's own words: `DECIMAL(38,4)`. */
  nativeType: string
}

/**
 * One value, exact and fit for JSON. Integers of at most 32 bits are numbers; wider ones and decimals are strings in
 * plain decimal notation, so that no digit is lost. Doubles are numbers, `NaN` and the infinities strings. Dates are
 * `2026-11-21`, times `10:00:00.5`, timestamps UTC `2026-11-21T10:00:00.123456Z` with the digits the system gave.
 * Binary is base64, a struct or map an object, NULL null.
 */
export type Cell = null | boolean | number | string | Cell[] | { [key: string]: Cell }

export type Row = readonly Cell[]

/** One value bound to a named parameter: typed, never text put into a statement. NULL keeps its type. */
export type BoundScalar =
  | { type: 'boolean'; value: boolean | null }
  | { type: 'text'; value: string | null }
  | { type: 'integer'; value: bigint | null }
  /** Plain decimal notation: `-12.50`. */
  | { type: 'decimal'; value: string | null }
  | { type: 'double'; value: number | null }
  /** `2026-11-21` */
  | { type: 'date'; value: string | null }
  /** UTC, to the nanosecond: `2026-11-21T10:00:00.123456789Z` */
  | { type: 'timestamp'; value: string | null }

type ListOf<Scalar extends BoundScalar> = Scalar extends unknown
  ? { type: 'list'; of: Scalar['type']; value: readonly Scalar['value'][] | null }
  : never

/** What a parameter is bound to: a value, or a list of values of one type. */
export type BoundValue = BoundScalar | ListOf<BoundScalar>

export type StatementRequest = {
  sql: string
  values: Readonly<Record<string, BoundValue>>
  /** From asking to the last row, waiting for a turn included. */
  timeoutMs: number
  /** Stops the statement at the engine too. */
  signal?: AbortSignal
}

/** An answer under way. Read `batches` once; call `close` when it is not read to its end. */
export type ResultStream = {
  columns: readonly Column[]
  batches: AsyncIterable<readonly Row[]>
  /** Ends the statement and frees what it holds; calling it again does nothing. */
  close: () => void
}

/** An answer under way in a form that the system wrote itself; otherwise as ResultStream. */
export type FormStream<B extends LineBatch | ColumnBatch> = {
  columns: readonly Column[]
  batches: AsyncIterable<B>
  close: () => void
}

/**
 * What a system may write rows as by itself: lines of CSV; rows of a workbook's sheet, in its XML; or objects of JSON with
 * these keys, each behind `,` and a line end.
 */
export type LineForm =
  | { form: 'csv' | 'sheet' }
  | { form: 'json'; keysOf: (names: readonly string[]) => readonly string[] }

/** Whole lines, each with its end. */
export type LineBatch = { rows: number; bytes: Uint8Array }

/** Rows column by column, as they stand in memory: no value has been written out. */
export type ColumnBatch = { rows: number; vectors: readonly Vector[] }

/**
 * A column's values. `valid`: one byte a row, 0 for NULL, whose value is anything; null where no value is NULL. Decimals
 * are their units (12.50 is 1250), dates days, times microseconds, timestamps in the unit of their type.
 */
export type Vector = { valid: Uint8Array | null } & (
  | { kind: 'booleans'; values: Uint8Array }
  | { kind: 'ints'; values: Int32Array }
  | { kind: 'longs'; values: BigInt64Array }
  /** Of 128 bits: two words a value, the low one first. */
  | { kind: 'hugeints'; values: BigInt64Array }
  | { kind: 'doubles'; values: Float64Array }
  /** Value n stands from offset n to the next, in UTF-8 where it is text. */
  | { kind: 'bytes'; offsets: Int32Array; values: Uint8Array }
)

/** A batch of rows, in whichever form it came. */
export type Batch = readonly Row[] | LineBatch | ColumnBatch

/** What a statement is, found without running it. */
export type StatementShape = { columns: readonly Column[]; parameters: readonly string[] }
