import type { Column } from '../tabular'

/** The separator, the quote and line ends: a field with one of them stands in quotes. */
const NEEDS_QUOTES = `'[",\\r\\n]'`
/** Text that a spreadsheet would take for a formula, or that taking an apostrophe away would change. */
const IS_FORMULA = `'^''*[=+\\-@\\t\\r\\n＝＋－＠]'`

/**
 * A SELECT of one column: each row of `sql` as a line of CSV with its end, byte for byte as the portal writes it
 * (lib/analytics/csv.ts). Null when a column is of a type that the engine writes otherwise.
 */
export function csvLineSql(sql: string, columns: readonly Column[]): string | null {
  const fields = fieldsOf(columns, fieldOf)
  return fields === null
    ? null
    : lineSql(sql, `${fields.join(`, ',', `)}, chr(13) || chr(10)`, columns.length)
}

/** An expression for each column, which is called `x` in it. Null when there is none for one of them. */
export function fieldsOf(
  columns: readonly Column[],
  fieldOf: (x: string, column: Column, index: number) => string | null,
): string[] | null {
  const fields = columns.map((column, index) => fieldOf(`c${index}`, column, index))
  const whole = fields.filter((field) => field !== null)
  return whole.length === fields.length && whole.length > 0 ? whole : null
}

/** The line end before the bracket closes a comment that the statement may end with. */
export function lineSql(sql: string, parts: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, index) => `c${index}`).join(', ')
  return `SELECT concat(${parts}) FROM (${sql}\n) AS answer(${names})`
}

function fieldOf(x: string, { type, nativeType }: Column): string | null {
  switch (type) {
    case 'boolean':
    case 'decimal':
    case 'date':
      return plain(x)
    case 'integer':
      return nativeType === 'BIGNUM' ? null : plain(x)
    case 'time':
      return nativeType === 'TIME' ? plain(x) : null
    case 'double':
      return doubleField(x)
    case 'timestamp':
      return timestampField(x, nativeType)
    case 'text':
      return nativeType === 'VARCHAR' ? textField(x) : textField(`CAST(${x} AS VARCHAR)`)
    default:
      return null
  }
}

function plain(x: string): string {
  return `coalesce(CAST(${x} AS VARCHAR), '')`
}

/** A FLOAT is written with the digits of the DOUBLE that it becomes. */
function doubleField(x: string): string {
  const double = `CAST(${x} AS DOUBLE)`
  return `CASE WHEN ${x} IS NULL THEN '' WHEN isnan(${double}) THEN 'NaN' WHEN isinf(${double}) THEN CASE WHEN ${x} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(${double} AS VARCHAR) END`
}

/** Infinities and years before Christ have words of their own, in which nothing is changed. NULL is an empty text. */
export function timestampField(x: string, nativeType: string): string | null {
  const zoned = nativeType === 'TIMESTAMP WITH TIME ZONE'
  if (!zoned && nativeType !== 'TIMESTAMP') return null
  const type = zoned ? 'TIMESTAMPTZ' : 'TIMESTAMP'
  const plain = zoned ? `make_timestamp(epoch_us(${x}))` : x
  const usual = `${x} >= ${type} '0001-01-01' AND ${x} < ${type} 'infinity'`
  const parts = `concat(CAST(CAST(${plain} AS DATE) AS VARCHAR), 'T', CAST(CAST(${plain} AS TIME) AS VARCHAR), 'Z')`
  const words = `CASE WHEN isfinite(${x}) THEN CAST(${plain} AS VARCHAR) ELSE CAST(${x} AS VARCHAR) END`
  return `CASE WHEN ${usual} THEN ${parts} WHEN ${x} IS NULL THEN '' ELSE ${words} END`
}

/** The cheap look at the first character (-1 of empty text) finds more than formulas; the expression behind it decides. */
function textField(x: string): string {
  const first = `unicode(${x})`
  const suspicious = [
    `${first} < 46`,
    `${first} = 61`,
    `${first} = 64`,
    `${first} > 65290`,
    `contains(${x}, '"')`,
    `contains(${x}, ',')`,
    `contains(${x}, chr(10))`,
    `contains(${x}, chr(13))`,
  ].join(' OR ')
  const guarded = apostrophe(x)
  const quoted = `'"' || ${guarded} || replace(${x}, '"', '""') || '"'`
  const careful = `CASE WHEN regexp_matches(${x}, ${NEEDS_QUOTES}) THEN ${quoted} ELSE ${guarded} || ${x} END`
  return `CASE WHEN ${suspicious} THEN CASE WHEN ${x} = '' THEN '""' ELSE ${careful} END ELSE coalesce(${x}, '') END`
}

/** What stands before text that a spreadsheet would take for a formula, or that taking it away would change. */
export function apostrophe(x: string): string {
  return `CASE WHEN regexp_matches(${x}, ${IS_FORMULA}) THEN '''' ELSE '' END`
}
