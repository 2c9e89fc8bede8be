import type { Cell, Column } from '@/lib/connectors/tabular'

/** How a column is kept in a file that has types. Whatever has no type of its own there is text, or JSON as text. */
export type Physical =
  | { kind: 'boolean' | 'int32' | 'int64' | 'double' | 'text' | 'date' | 'time' | 'binary' }
  | { kind: 'decimal'; precision: number; scale: number }
  | { kind: 'timestamp'; unit: 'MILLIS' | 'MICROS' | 'NANOS' }

/** A column's values, as its kind has them: decimals as units, dates as days, times and timestamps in their unit. */
export type PhysicalValue = null | boolean | number | bigint | string | Uint8Array

export type PhysicalColumn = { name: string; physical: Physical }

const MAX_PRECISION = 38
const NARROW = /^(U?TINYINT|U?SMALLINT|INTEGER|INT(8|16|32)?|INT4|U?INT8|U?INT16)$/i
const WIDE = /^(BIGINT|UINTEGER|INT64|UINT32|LONG)$/i

export function physicalOf({ type, nativeType }: Column): Physical {
  switch (type) {
    case 'boolean':
    case 'double':
    case 'date':
    case 'binary':
    case 'text':
      return { kind: type }
    case 'integer':
      if (NARROW.test(nativeType)) return { kind: 'int32' }
      return WIDE.test(nativeType)
        ? { kind: 'int64' }
        : { kind: 'decimal', precision: MAX_PRECISION, scale: 0 }
    case 'decimal':
      return decimalOf(nativeType)
    case 'timestamp':
      return { kind: 'timestamp', unit: unitOf(nativeType) }
    case 'time':
      return { kind: /TZ|ZONE|_NS|NANO/i.test(nativeType) ? 'text' : 'time' }
    default:
      return { kind: 'text' }
  }
}

function decimalOf(nativeType: string): Physical {
  const match = /\(\s*(\d+)\s*,\s*(-?\d+)\s*\)/.exec(nativeType)
  const [precision, scale] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)]
  return precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision
    ? { kind: 'decimal', precision, scale }
    : { kind: 'text' }
}

function unitOf(nativeType: string): 'MILLIS' | 'MICROS' | 'NANOS' {
  if (/_NS\b|NANO|\(9\)/i.test(nativeType)) return 'NANOS'
  return /_MS\b|_S\b|MILLI|\(3\)|\[s\]/i.test(nativeType) ? 'MILLIS' : 'MICROS'
}

/** Columns as a typed file has them. Two of one name would hide one another: the second becomes `name_2`. */
export function physicalColumns(columns: readonly Column[]): PhysicalColumn[] {
  const names = uniqueNames(columns.map(({ name }) => name))
  return columns.map((column, index) => ({ name: names[index] ?? column.name, physical: physicalOf(column) }))
}

export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  const given = new Set(names)
  return names.map((name) => {
    let unique = name
    for (let n = 2; taken.has(unique) || (unique !== name && given.has(unique)); n += 1)
      unique = `${name}_${n}`
    taken.add(unique)
    return unique
  })
}

export function physicalValue(cell: Cell, physical: Physical, name: string): PhysicalValue {
  if (cell === null) return null
  const value = convert(cell, physical)
  if (value === undefined) {
    throw new RangeError(`a value of the column ${name} does not fit ${physical.kind}`)
  }
  return value
}

function convert(cell: Exclude<Cell, null>, physical: Physical): PhysicalValue | undefined {
  switch (physical.kind) {
    case 'boolean':
      return typeof cell === 'boolean' ? cell : undefined
    case 'double':
    case 'int32':
      return typeof cell === 'number' || typeof cell === 'string' ? Number(cell) : undefined
    case 'text':
      return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
    case 'binary':
      return typeof cell === 'string' ? new Uint8Array(Buffer.from(cell, 'base64')) : undefined
    case 'int64':
      return inLong(toUnits(cell, 0))
    case 'decimal':
      return within(toUnits(cell, physical.scale), 10n ** BigInt(physical.precision))
    case 'date':
      return daysOf(String(cell))
    case 'time':
      return microsOfDay(String(cell))
    case 'timestamp':
      return inLong(instantOf(String(cell), physical.unit))
  }
}

function within(value: bigint | undefined, bound: bigint): bigint | undefined {
  return value !== undefined && value < bound && value > -bound ? value : undefined
}

function inLong(value: bigint | undefined): bigint | undefined {
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined
}

/** `-12.5` at scale 4 is -125000n. More digits than the scale has do not fit. */
function toUnits(cell: Exclude<Cell, null>, scale: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(cell))
  const fraction = match?.[3] ?? ''
  if (match === null || fraction.length > scale) return undefined
  return BigInt(`${match[1]}${match[2]}${fraction.padEnd(scale, '0')}`)
}

const DAY_MS = 86_400_000

/** Days since 1970-01-01. Infinity and years of other lengths than four have no date here. */
function daysOf(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? undefined : at / DAY_MS
}

function microsOfDay(text: string): bigint | undefined {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text)
  if (match === null) return undefined
  const seconds = Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3])
  return BigInt(seconds) * 1_000_000n + BigInt((match[4] ?? '').padEnd(6, '0'))
}

const UNIT_DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const

function instantOf(text: string, unit: keyof typeof UNIT_DIGITS): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text)
  const at = match === null ? Number.NaN : Date.parse(`${match[1]}Z`)
  const digits = UNIT_DIGITS[unit]
  const fraction = match?.[2] ?? ''
  if (Number.isNaN(at) || fraction.length > digits) return undefined
  return BigInt(at / 1_000) * 10n ** BigInt(digits) + BigInt(fraction.padEnd(digits, '0'))
}
