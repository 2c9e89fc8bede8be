import {
  BOOLEAN,
  DATE,
  DECIMAL,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
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
  VARCHAR,
} from '@duckdb/node-api'
import type { BoundValue, Cell, Column, ColumnType } from '../tabular'

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
  return /^\d/.test(text) && !text.endsWith('(BC)') ? `${text.replace(' ', 'T')}Z` : text
}

/** A bound value with the type that it is bound as. NULL keeps its type. */
export function toBinding(bound: BoundValue): { value: DuckDBValue; type: DuckDBType } {
  switch (bound.type) {
    case 'boolean':
      return { value: bound.value, type: BOOLEAN }
    case 'text':
      return { value: bound.value, type: VARCHAR }
    case 'integer':
      return { value: bound.value, type: HUGEINT }
    case 'decimal':
      return decimalBinding(bound.value)
    case 'date':
      return { value: bound.value === null ? null : dateOf(bound.value), type: DATE }
    case 'textList':
      return { value: listValue([...bound.value]), type: LIST(VARCHAR) }
  }
}

const MAX_DIGITS = 38

function decimalBinding(text: string | null): { value: DuckDBValue; type: DuckDBType } {
  if (text === null) return { value: null, type: DECIMAL(MAX_DIGITS, 0) }
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  const scale = match?.[3]?.length ?? 0
  if (match === null || (match[2]?.length ?? 0) + scale > MAX_DIGITS) {
    throw new RangeError('not a decimal of at most 38 digits')
  }
  const units = BigInt(`${match[1]}${match[2]}${match[3] ?? ''}`)
  return { value: new DuckDBDecimalValue(units, MAX_DIGITS, scale), type: DECIMAL(MAX_DIGITS, scale) }
}

function dateOf(text: string): DuckDBDateValue {
  const at = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(at)) throw new RangeError('not a date')
  return new DuckDBDateValue(at / 86_400_000)
}
