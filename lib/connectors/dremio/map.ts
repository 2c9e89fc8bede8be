import type { Cell, Column, ColumnType, Row } from '../tabular'
import { dremioError, misshapen } from './errors'
import { toPlainDecimal } from './exact-json'
import type { WireField, WireRow, WireType } from './schema'

const COLUMN_TYPES: Record<string, ColumnType> = {
  BOOLEAN: 'boolean',
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'integer',
  DECIMAL: 'decimal',
  FLOAT: 'double',
  DOUBLE: 'double',
  VARCHAR: 'text',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  'INTERVAL DAY TO SECOND': 'interval',
  'INTERVAL YEAR TO MONTH': 'interval',
  VARBINARY: 'binary',
  BINARY: 'binary',
  LIST: 'list',
  STRUCT: 'struct',
  MAP: 'struct',
}

/** @throws ConnectorError DUPLICATE_COLUMNS: rows are objects by column name, so one of two would be lost. */
export function toColumns(fields: readonly WireField[]): Column[] {
  const seen = new Set<string>()
  return fields.map(({ name = '', type }) => {
    if (seen.has(name)) {
      const detail = `two columns are called "${name}", and Dremio's REST API tells only one of them: give each a name of its own`
      throw dremioError({ operation: 'query', layer: 'validation', code: 'DUPLICATE_COLUMNS', detail })
    }
    seen.add(name)
    return { name, type: COLUMN_TYPES[type.name] ?? 'other', nativeType: nativeType(type) }
  })
}

function nativeType({ name, precision, scale }: WireType): string {
  return precision === undefined ? name : `${name}(${precision},${scale ?? 0})`
}

type ToCell = (value: unknown) => Cell

/** How rows of these columns are read. @throws ConnectorError SHAPE for a value that is not of its column's type */
export function createRowReader(fields: readonly WireField[]): (row: WireRow) => Row {
  const readers = fields.map(({ name = '', type }) => {
    const toCell = cellOf(type)
    // A column that the row leaves out must not be found on what every object has.
    const isInherited = name in {}
    return (row: WireRow): Cell => {
      const value = isInherited && !Object.hasOwn(row, name) ? null : row[name]
      try {
        return toCell(value ?? null)
      } catch (error) {
        if (!(error instanceof Misfit)) throw error
        throw misshapen('results', `the column "${name}" holds something else than ${nativeType(type)}`)
      }
    }
  })
  return (row) => readers.map((read) => read(row))
}

class Misfit extends Error {}

function cellOf(type: WireType): ToCell {
  const read = readerOf(type)
  return (value) => (value === null ? null : read(value))
}

const PLAIN: Partial<Record<ColumnType, ToCell>> = {
  boolean: (value) => {
    if (typeof value !== 'boolean') throw new Misfit()
    return value
  },
  text: toText,
  interval: toText,
  binary: toText,
  date: (value) => matching(value, /^[+-]?\d{4,}-\d\d-\d\d$/),
  time: (value) => trimFraction(matching(value, /^\d\d:\d\d:\d\d(\.\d+)?$/)),
  timestamp: (value) => {
    const text = matching(value, /^[+-]?\d{4,}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?$/)
    return `${trimFraction(text).replace(' ', 'T')}Z`
  },
}

function readerOf(type: WireType): ToCell {
  const columnType = COLUMN_TYPES[type.name] ?? 'other'
  const plain = PLAIN[columnType]
  if (plain !== undefined) return plain
  if (columnType === 'integer') return type.name === 'BIGINT' ? toLong : toInteger
  if (columnType === 'decimal') return (value) => toDecimal(value, type.scale ?? 0)
  if (columnType === 'double') return type.name === 'FLOAT' ? toFloat : toDouble
  if (type.name === 'LIST') return listOf(type.subSchema?.[0])
  return type.name === 'STRUCT' ? structOf(type.subSchema ?? []) : toAny
}

function toText(value: unknown): string {
  if (typeof value !== 'string') throw new Misfit()
  return value
}

function matching(value: unknown, pattern: RegExp): string {
  const text = toText(value)
  if (!pattern.test(text)) throw new Misfit()
  return text
}

/** Dremio writes three places always; the shape has those that say something (`Cell`). */
function trimFraction(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function numberText(value: unknown): string {
  if (typeof value !== 'number' && typeof value !== 'string') throw new Misfit()
  return String(value)
}

function toInteger(value: unknown): number {
  const number = Number(matching(numberText(value), /^-?\d+$/))
  if (!Number.isSafeInteger(number)) throw new Misfit()
  return number
}

function toLong(value: unknown): string {
  return matching(numberText(value), /^-?\d+$/)
}

function toDecimal(value: unknown, scale: number): string {
  const text = toPlainDecimal(numberText(value), scale)
  if (text === null) throw new Misfit()
  return text
}

const NO_NUMBERS = new Set(['NaN', 'Infinity', '-Infinity'])

function toDouble(value: unknown): number | string {
  const text = numberText(value)
  if (NO_NUMBERS.has(text)) return text
  const number = Number(text)
  if (text === '' || !Number.isFinite(number)) throw new Misfit()
  return number
}

/** JSON holds the shortest text of 32 bits; its value is what other transports tell. */
function toFloat(value: unknown): number | string {
  const number = toDouble(value)
  return typeof number === 'number' ? Math.fround(number) : number
}

function listOf(item: WireField | undefined): ToCell {
  const toCell = item === undefined ? toAny : cellOf(item.type)
  return (value) => {
    if (!Array.isArray(value)) throw new Misfit()
    return value.map((one) => toCell(one ?? null))
  }
}

function structOf(fields: readonly WireField[]): ToCell {
  const entries = fields.map(({ name = '', type }) => [name, cellOf(type)] as const)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misfit()
    const given = new Map(Object.entries(value))
    return Object.fromEntries(entries.map(([name, toCell]) => [name, toCell(given.get(name) ?? null)]))
  }
}

/** A type that Dremio does not describe further: as it came. */
function toAny(value: unknown): Cell {
  if (Array.isArray(value)) return value.map(toAny)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toAny(one)]))
  }
  return value as Cell
}
