import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  type DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBListType,
  DuckDBListValue,
  type DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'

/** A column as `results` describes it. */
type WireType = { name: string; precision?: number; scale?: number; subSchema?: WireField[] }
export type WireField = { name?: string; type: WireType }

const NAMES: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BOOLEAN]: 'BOOLEAN',
  [DuckDBTypeId.TINYINT]: 'INTEGER',
  [DuckDBTypeId.SMALLINT]: 'INTEGER',
  [DuckDBTypeId.INTEGER]: 'INTEGER',
  [DuckDBTypeId.UTINYINT]: 'INTEGER',
  [DuckDBTypeId.USMALLINT]: 'INTEGER',
  [DuckDBTypeId.UINTEGER]: 'BIGINT',
  [DuckDBTypeId.BIGINT]: 'BIGINT',
  [DuckDBTypeId.FLOAT]: 'FLOAT',
  [DuckDBTypeId.DOUBLE]: 'DOUBLE',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'TIMESTAMP',
  [DuckDBTypeId.BLOB]: 'VARBINARY',
  [DuckDBTypeId.INTERVAL]: 'INTERVAL DAY TO SECOND',
  [DuckDBTypeId.SQLNULL]: 'OTHER',
}

/** Wider than 64 bits: Dremio would have made decimals of them. */
const WIDE = new Set([DuckDBTypeId.HUGEINT, DuckDBTypeId.UHUGEINT, DuckDBTypeId.UBIGINT])

export function toWireType(type: DuckDBType): WireType {
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { width, scale } = type as DuckDBDecimalType
    return { name: 'DECIMAL', precision: width, scale }
  }
  if (WIDE.has(type.typeId)) return { name: 'DECIMAL', precision: 38, scale: 0 }
  if (type.typeId === DuckDBTypeId.LIST) {
    return { name: 'LIST', subSchema: [{ type: toWireType((type as DuckDBListType).valueType) }] }
  }
  if (type.typeId === DuckDBTypeId.STRUCT) {
    const { entryNames, entryTypes } = type as DuckDBStructType
    const subSchema = entryTypes.map((entry, index) => ({
      name: entryNames[index] ?? '',
      type: toWireType(entry),
    }))
    return { name: 'STRUCT', subSchema }
  }
  return { name: NAMES[type.typeId] ?? 'VARCHAR' }
}

/** One row as JSON text, an object by column name: of two columns of one name both are written, as Jackson does. */
export function rowJson(fields: readonly { key: string; type: WireType }[], row: DuckDBValue[]): string {
  return `{${fields.map(({ key, type }, index) => `${key}:${valueJson(type, row[index] ?? null)}`).join(',')}}`
}

function valueJson(type: WireType, value: DuckDBValue): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return numberJson(type, value)
  // Raw, however many digits: this is what loses them in a reader that takes JSON's numbers for its own.
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof DuckDBDecimalValue) return javaDecimal(value.value, value.scale)
  if (value instanceof DuckDBBlobValue) return JSON.stringify(Buffer.from(value.bytes).toString('base64'))
  if (value instanceof DuckDBTimestampValue) return `"${toMillis(String(value))}"`
  if (value instanceof DuckDBTimeValue) return `"${toMillis(String(value))}"`
  if (value instanceof DuckDBDateValue) return `"${value}"`
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const item = type.subSchema?.[0]?.type ?? { name: 'VARCHAR' }
    return `[${value.items.map((one) => valueJson(item, one)).join(',')}]`
  }
  if (value instanceof DuckDBStructValue) {
    const entries = (type.subSchema ?? []).map(
      ({ name = '', type: of }) => `${JSON.stringify(name)}:${valueJson(of, value.entries[name] ?? null)}`,
    )
    return `{${entries.join(',')}}`
  }
  return JSON.stringify(String(value))
}

/** Three digits after the second, always; what is finer is cut off. */
function toMillis(text: string): string {
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`
}

function numberJson({ name }: WireType, value: number): string {
  if (name === 'FLOAT') return javaDouble(shortestFloat(value))
  return name === 'DOUBLE' ? javaDouble(value) : String(value)
}

function shortestFloat(value: number): number {
  for (let digits = 1; digits <= 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) === value) return shorter
  }
  return value
}

/** As `Double.toString`, and what is no number as Jackson writes it: quoted. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7))
    return Number.isInteger(value) ? `${value}.0` : String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`
}

/** As `BigDecimal.toString`: with an exponent once it is small enough. */
export function javaDecimal(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString()
  const exponent = digits.length - 1 - scale
  if (scale > 0 && exponent < -6) {
    const rest = digits.slice(1)
    return `${sign}${digits[0]}${rest === '' ? '' : `.${rest}`}E${exponent}`
  }
  if (scale === 0) return `${sign}${digits}`
  const padded = digits.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}
