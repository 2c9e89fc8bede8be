import {
  DataType,
  DateUnit,
  type Decimal,
  type Field,
  IntervalUnit,
  Precision,
  type Schema,
  TimeUnit,
  Type,
} from 'apache-arrow'
import type { Column, ColumnType } from '../tabular'

// Arrow's schema as the house's columns. The words of a type are the server's own where it gives any, and SQL's otherwise.

const EXTENSION = 'ARROW:extension:name'
const TYPE_NAME = 'ARROW:FLIGHT:SQL:TYPE_NAME'

/** Digits after the second. */
export const UNIT_DIGITS: Record<TimeUnit, 0 | 3 | 6 | 9> = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
}

export function toColumns(schema: Schema): Column[] {
  return schema.fields.map((field) => ({
    name: field.name,
    type: typeOf(field),
    nativeType: field.metadata.get(TYPE_NAME) || nativeTypeOf(field),
  }))
}

export function isUuid(field: Field): boolean {
  return field.metadata.get(EXTENSION) === 'arrow.uuid'
}

const COLUMN_TYPES: Partial<Record<Type, ColumnType>> = {
  [Type.Bool]: 'boolean',
  [Type.Int]: 'integer',
  [Type.Decimal]: 'decimal',
  [Type.Float]: 'double',
  [Type.Utf8]: 'text',
  [Type.LargeUtf8]: 'text',
  [Type.Utf8View]: 'text',
  [Type.Date]: 'date',
  [Type.Time]: 'time',
  [Type.Timestamp]: 'timestamp',
  [Type.Interval]: 'interval',
  [Type.Duration]: 'interval',
  [Type.Binary]: 'binary',
  [Type.LargeBinary]: 'binary',
  [Type.BinaryView]: 'binary',
  [Type.FixedSizeBinary]: 'binary',
  [Type.List]: 'list',
  [Type.LargeList]: 'list',
  [Type.FixedSizeList]: 'list',
  [Type.Struct]: 'struct',
  [Type.Map]: 'struct',
}

function typeOf(field: Field): ColumnType {
  if (isUuid(field)) return 'text'
  return COLUMN_TYPES[storedType(field.type).typeId as Type] ?? 'other'
}

/** What stands in a dictionary, for a column that refers to one. */
export function storedType(type: DataType): DataType {
  return DataType.isDictionary(type) ? type.dictionary : type
}

const PLAIN: Partial<Record<Type, string>> = {
  [Type.Null]: 'NULL',
  [Type.Bool]: 'BOOLEAN',
  [Type.Utf8]: 'VARCHAR',
  [Type.LargeUtf8]: 'VARCHAR',
  [Type.Utf8View]: 'VARCHAR',
  [Type.Date]: 'DATE',
  [Type.Time]: 'TIME',
  [Type.Binary]: 'VARBINARY',
  [Type.LargeBinary]: 'VARBINARY',
  [Type.BinaryView]: 'VARBINARY',
  [Type.Duration]: 'INTERVAL DAY TO SECOND',
}

const INTEGERS: Record<number, string> = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }
const FLOATS: Record<Precision, string> = {
  [Precision.HALF]: 'HALF',
  [Precision.SINGLE]: 'FLOAT',
  [Precision.DOUBLE]: 'DOUBLE',
}
const INTERVALS: Record<IntervalUnit, string> = {
  [IntervalUnit.YEAR_MONTH]: 'INTERVAL YEAR TO MONTH',
  [IntervalUnit.DAY_TIME]: 'INTERVAL DAY TO SECOND',
  [IntervalUnit.MONTH_DAY_NANO]: 'INTERVAL',
}

function nativeTypeOf(field: Field): string {
  if (isUuid(field)) return 'UUID'
  const type = storedType(field.type)
  const plain = PLAIN[type.typeId as Type]
  if (plain !== undefined) return plain
  if (DataType.isInt(type)) return `${type.isSigned ? '' : 'U'}${INTEGERS[type.bitWidth] ?? 'INTEGER'}`
  if (DataType.isFloat(type)) return FLOATS[type.precision]
  if (DataType.isDecimal(type)) return decimalWords(type)
  if (DataType.isTimestamp(type)) return type.timezone ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP'
  if (DataType.isInterval(type)) return INTERVALS[type.unit]
  if (DataType.isFixedSizeBinary(type)) return `BINARY(${type.byteWidth})`
  return nestedWords(type)
}

function decimalWords({ precision, scale }: Decimal): string {
  return `DECIMAL(${precision},${scale})`
}

function nestedWords(type: DataType): string {
  const children: Field[] = type.children ?? []
  if (DataType.isMap(type)) {
    const [key, value] = children[0]?.type.children ?? []
    return `MAP(${[key, value].map((field) => (field === undefined ? '?' : nativeTypeOf(field))).join(', ')})`
  }
  if (DataType.isStruct(type) || DataType.isUnion(type)) {
    const members = children.map((field) => `${field.name} ${nativeTypeOf(field)}`)
    return `${DataType.isStruct(type) ? 'STRUCT' : 'UNION'}(${members.join(', ')})`
  }
  const [item] = children
  return item === undefined ? String(type) : `${nativeTypeOf(item)}[]`
}

/** True for a date that is carried as milliseconds. */
export function isDateInMs(type: DataType): boolean {
  return DataType.isDate(type) && type.unit === DateUnit.MILLISECOND
}
