import type { Column, LineForm } from '../tabular'
import { fieldsOf, lineSql, timestampField } from './csv-line'

type JsonForm = Extract<LineForm, { form: 'json' }>

/**
 * A SELECT of one column: each row of `sql` as an object behind a comma and a line end, with the values of the portal's own
 * JSON (lib/analytics/export-json.ts); a double may have other digits behind the same number (`1.0`). Null when a column is
 * of a type that the engine writes otherwise.
 */
export function jsonLineSql(sql: string, columns: readonly Column[], { keysOf }: JsonForm): string | null {
  const keys = keysOf(columns.map(({ name }) => name)).map((key) => literal(`${JSON.stringify(key)}:`))
  const fields = fieldsOf(columns, (x, column, index) => {
    const value = jsonValue(x, column)
    return value === null ? null : `${keys[index]}, coalesce(${value}, 'null')`
  })
  if (fields === null) return null
  return lineSql(sql, `',', chr(10), '{', ${fields.join(`, ',', `)}, '}'`, columns.length)
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

const NUMBERS = /^(U?TINYINT|U?SMALLINT|U?INTEGER)$/

function jsonValue(x: string, { type, nativeType }: Column): string | null {
  switch (type) {
    case 'boolean':
      return plain(x)
    case 'integer':
      if (nativeType === 'BIGNUM') return null
      return NUMBERS.test(nativeType) ? plain(x) : quoted(plain(x))
    case 'decimal':
    case 'date':
      return quoted(plain(x))
    case 'time':
      return nativeType === 'TIME' ? quoted(plain(x)) : null
    case 'double':
      return doubleValue(x)
    case 'timestamp': {
      const text = timestampField(x, nativeType)
      return text === null ? null : `CASE WHEN ${x} IS NULL THEN NULL ELSE ${quoted(text)} END`
    }
    case 'text':
      return `CAST(to_json(CAST(${x} AS VARCHAR)) AS VARCHAR)`
    case 'binary':
      return nativeType === 'BLOB' ? quoted(`to_base64(${x})`) : null
    default:
      return null
  }
}

function plain(x: string): string {
  return `CAST(${x} AS VARCHAR)`
}

function quoted(text: string): string {
  return `'"' || ${text} || '"'`
}

/** JSON has no word for infinities, and no minus nought in the portal's. */
function doubleValue(x: string): string {
  const double = `CAST(${x} AS DOUBLE)`
  return `CASE WHEN isnan(${double}) THEN '"NaN"' WHEN isinf(${double}) THEN CASE WHEN ${x} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END WHEN ${x} = 0 THEN '0' ELSE CAST(${double} AS VARCHAR) END`
}
