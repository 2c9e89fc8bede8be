import {
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionValue,
  type DuckDBValue,
  HUGEINT,
  LIST,
  listValue,
  TIMESTAMP,
  TIMESTAMP_NS,
  VARCHAR,
} from '@duckdb/node-api'
import { isCalendarDay, parseMoment } from '../moments'
import type { BoundScalar, BoundValue, Cell, Column, ColumnType } from '../tabular'

const COLUMN_TYPES: Partial<Record<DuckDBTypeId, ColumnType>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'integer',
  [DuckDBTypeId.SMALLINT]: 'integer',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'integer',
  [DuckDBTypeId.HUGEINT]: 'integer',
  [DuckDBTypeId.UTINYINT]: 'integer',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'integer',
  [DuckDBTypeId.UBIGINT]: 'integer',
  [DuckDBTypeId.UHUGEINT]: 'integer',
  [DuckDBTypeId.BIGNUM]: 'integer',
  [DuckDBTypeId.DECIMAL]: 'decimal',
  [DuckDBTypeId.FLOAT]: 'double',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.VARCHAR]: 'text',
  [DuckDBTypeId.ENUM]: 'text',
  [DuckDBTypeId.UUID]: 'text',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIME]: 'time',
  [DuckDBTypeId.TIME_NS]: 'time',
  [DuckDBTypeId.TIME_TZ]: 'time',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
  [DuckDBTypeId.INTERVAL]: 'interval',
  [DuckDBTypeId.BLOB]: 'binary',
  [DuckDBTypeId.LIST]: 'list',
  [DuckDBTypeId.ARRAY]: 'list',
  [DuckDBTypeId.STRUCT]: 'struct',
  [DuckDBTypeId.MAP]: 'struct',
}

export function toColumn(name: string, type: DuckDBType): Column {
  return { name, type: COLUMN_TYPES[type.typeId] ?? 'other', nativeType: String(type) }
}

/** A value as the engine gives it, written exactly (rules: Cell). A BIGINT or wider, whatever its size, is text. */
export function toCell(value: DuckDBValue | undefined): Cell {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value
    case 'bigint':
      return value.toString()
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    default:
      return toNestedCell(value)
  }
}

function toNestedCell(value: DuckDBValue & object): Cell {
  if (value instanceof DuckDBDecimalValue) return value.toString()
  if (value instanceof DuckDBDateValue) return dateText(value)
  if (isTimestamp(value)) return timestampText(value)
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toCell)
  if (value instanceof DuckDBStructValue) return structCell(Object.entries(value.entries))
  if (value instanceof DuckDBMapValue) {
    return structCell(value.entries.map(({ key, value: item }) => [String(key), item]))
  }
  if (value instanceof DuckDBUnionValue) return toCell(value.value)
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64')
  return String(value)
}

function structCell(entries: [string, DuckDBValue][]): Cell {
  return Object.fromEntries(entries.map(([key, item]) => [key, toCell(item)]))
}

function dateText(value: DuckDBDateValue): string {
  if (value.days === DuckDBDateValue.PosInf.days) return 'infinity'
  if (value.days === DuckDBDateValue.NegInf.days) return '-infinity'
  return value.toString()
}

type Timestamp =
  | DuckDBTimestampValue
  | DuckDBTimestampTZValue
  | DuckDBTimestampSecondsValue
  | DuckDBTimestampMillisecondsValue
  | DuckDBTimestampNanosecondsValue

function isTimestamp(value: object): value is Timestamp {
  return (
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampTZValue ||
    value instanceof DuckDBTimestampSecondsValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue
  )
}

/** One without a zone is taken as UTC; one with a zone is an instant, written in UTC wherever the process runs. */
function timestampText(value: Timestamp): string {
  const text = String(
    value instanceof DuckDBTimestampTZValue ? new DuckDBTimestampValue(value.micros) : value,
  )
  return /^\d/.test(text) && !text.includes('(BC)') ? `${text.replace(' ', 'T')}Z` : text
}

export type Binding = { value: DuckDBValue; type: DuckDBType }

/** A bound value with the type that it is bound as; NULL is bound without one. */
export function toBinding(bound: BoundValue): Binding {
  if (bound.type !== 'list') return scalarBinding(bound)
  const given = (bound.value ?? []).flatMap((value) =>
    value === null ? [] : [scalarBinding({ type: bound.of, value } as BoundScalar)],
  )
  const type = given.reduce((one, { type: other }) => wider(one, other), emptyType(bound.of))
  if (bound.value === null) return { value: null, type: LIST(type) }
  const rest = given.values()
  const items = bound.value.map((value) => (value === null ? null : asType(rest.next().value, type)))
  return { value: listValue(items), type: LIST(type) }
}

function emptyType(of: BoundScalar['type']): DuckDBType {
  return scalarBinding({ type: of, value: null }).type
}

/** The items of a list are of one type: that with the most digits behind the point, or the second. */
function wider(one: DuckDBType, other: DuckDBType): DuckDBType {
  if (other instanceof DuckDBDecimalType && one instanceof DuckDBDecimalType) {
    return other.scale > one.scale ? other : one
  }
  return one === TIMESTAMP_NS ? one : other
}

function asType(given: Binding | undefined, type: DuckDBType): DuckDBValue {
  const value = given?.value ?? null
  if (type instanceof DuckDBDecimalType && value instanceof DuckDBDecimalValue) {
    const units = value.value * 10n ** BigInt(type.scale - value.scale)
    if (String(units).replace('-', '').length > MAX_DIGITS) throw tooManyDigits()
    return new DuckDBDecimalValue(units, MAX_DIGITS, type.scale)
  }
  if (type === TIMESTAMP_NS && value instanceof DuckDBTimestampValue) {
    return new DuckDBTimestampNanosecondsValue(value.micros * 1000n)
  }
  return value
}

function scalarBinding(bound: BoundScalar): Binding {
  switch (bound.type) {
    case 'boolean':
      return { value: bound.value, type: BOOLEAN }
    case 'text':
      return { value: bound.value, type: VARCHAR }
    case 'integer':
      return { value: bound.value, type: HUGEINT }
    case 'decimal':
      return decimalBinding(bound.value)
    case 'double':
      return { value: bound.value, type: DOUBLE }
    case 'date':
      return { value: bound.value === null ? null : dateOf(bound.value), type: DATE }
    case 'timestamp':
      return timestampBinding(bound.value)
  }
}

const MAX_DIGITS = 38

function decimalBinding(text: string | null): Binding {
  if (text === null) return { value: null, type: DECIMAL(MAX_DIGITS, 0) }
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  const scale = match?.[3]?.length ?? 0
  if (match === null || (match[2]?.length ?? 0) + scale > MAX_DIGITS) {
    throw tooManyDigits()
  }
  const units = BigInt(`${match[1]}${match[2]}${match[3] ?? ''}`)
  return { value: new DuckDBDecimalValue(units, MAX_DIGITS, scale), type: DECIMAL(MAX_DIGITS, scale) }
}

function tooManyDigits(): RangeError {
  return new RangeError(`not a decimal of at most ${MAX_DIGITS} digits`)
}

function dateOf(text: string): DuckDBDateValue {
  if (!isCalendarDay(text)) throw new RangeError('not a date')
  return new DuckDBDateValue(Date.parse(`${text}T00:00:00Z`) / 86_400_000)
}

/** Microseconds, and nanoseconds only where they are given: those reach from 1677 to 2262, and few functions take them. */
function timestampBinding(text: string | null): Binding {
  if (text === null) return { value: null, type: TIMESTAMP }
  const moment = parseMoment(text)
  if (moment === null) throw new RangeError('not a moment in UTC')
  const { day, time, fraction } = moment
  const seconds = BigInt(Date.parse(`${day}T${time}Z`) / 1000)
  const nanos = seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
  if (fraction.length > 6) return { value: new DuckDBTimestampNanosecondsValue(nanos), type: TIMESTAMP_NS }
  return { value: new DuckDBTimestampValue(nanos / 1000n), type: TIMESTAMP }
}
