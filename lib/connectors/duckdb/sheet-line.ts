import type { Column } from '../tabular'
import { apostrophe, fieldsOf, lineSql, timestampField } from './csv-line'

const NO_CELL = `'<c/>'`
/** Spreadsheets keep so many digits of a number. */
const EXACT_DIGITS = 15
/** Of UTF-16, as spreadsheets count. */
const MOST_CHARACTERS = 32_767
/** What XML cannot hold, or would change. */
const UNHELD = '[\\x00-\\x08\\x0b-\\x1f\\x{FFFE}\\x{FFFF}]'
const UNHELD_CODES = [...range(0x00, 0x08), ...range(0x0b, 0x1f), 0xfffe, 0xffff]
/** What is escaped begins with an underscore too. */
const LOOKS_ESCAPED = `_x[0-9A-Fa-f]{4}(_|${UNHELD})`

/**
 * A SELECT of one column: each row of `sql` as a row of a workbook's sheet, with the cells of the portal's own
 * (lib/analytics/export-xlsx.ts); a double may have other digits behind the same number (`1.0`), and text that looks like
 * an escape more of them. Null when a column is of a type that the engine writes otherwise. In place of a text that is too
 * long for a cell stands a NUL, which XML never has.
 */
export function sheetLineSql(sql: string, columns: readonly Column[]): string | null {
  const cells = fieldsOf(columns, cellOf)
  return cells === null ? null : lineSql(sql, `'<row>', ${cells.join(', ')}, '</row>'`, columns.length)
}

function cellOf(x: string, { type, nativeType }: Column): string | null {
  const cell = cellIfAny(x, type, nativeType)
  return cell === null ? null : `CASE WHEN ${x} IS NULL THEN ${NO_CELL} ELSE ${cell} END`
}

function cellIfAny(x: string, type: Column['type'], nativeType: string): string | null {
  switch (type) {
    case 'boolean':
      return text(words(x))
    case 'integer':
      return nativeType === 'BIGNUM' ? null : figure(x, `1${'0'.repeat(EXACT_DIGITS)}`)
    case 'decimal':
      return figure(x, boundOf(nativeType))
    case 'double':
      return doubleCell(x)
    case 'time':
      return nativeType === 'TIME' ? text(words(x)) : null
    case 'date':
      return dayCell(x)
    case 'timestamp':
      return momentCell(x, nativeType)
    case 'text':
      return textCell(words(x))
    default:
      return null
  }
}

function words(x: string): string {
  return `CAST(${x} AS VARCHAR)`
}

function text(content: string): string {
  return `concat('<c t="inlineStr"><is><t xml:space="preserve">', ${content}, '</t></is></c>')`
}

function number(digits: string, style = ''): string {
  return `concat('<c${style}><v>', ${digits}, '</v></c>')`
}

/** A number below the bound, which has few enough digits; text at and above it. */
function figure(x: string, bound: string | null): string {
  if (bound === null) return number(words(x))
  return `CASE WHEN ${x} < ${bound} AND ${x} > -${bound} THEN ${number(words(x))} ELSE ${text(words(x))} END`
}

/** What has a digit more than a spreadsheet keeps, counted from the last place. Null where no value has so many. */
function boundOf(nativeType: string): string | null {
  const [, digits = 0, places = 0] = /\((\d+),(\d+)\)/.exec(nativeType) ?? []
  if (Number(digits) > 0 && Number(digits) <= EXACT_DIGITS) return null
  const whole = EXACT_DIGITS - Number(places)
  return whole >= 0 ? `1${'0'.repeat(whole)}` : `0.${'0'.repeat(-whole - 1)}1`
}

function doubleCell(x: string): string {
  const double = `CAST(${x} AS DOUBLE)`
  const infinite = `CASE WHEN ${x} > 0 THEN 'Infinity' ELSE '-Infinity' END`
  return `CASE WHEN isnan(${double}) THEN ${text(`'NaN'`)} WHEN isinf(${double}) THEN ${text(infinite)} WHEN ${x} = 0 THEN ${number(`'0'`)} ELSE ${number(words(double))} END`
}

/** Days since 1899-12-30, from the first that spreadsheets count rightly. */
function dayCell(x: string): string {
  const counted = `${x} >= DATE '1900-03-01' AND ${x} <= DATE '9999-12-31'`
  return `CASE WHEN ${counted} THEN ${number(words(`${x} - DATE '1899-12-30'`), ' s="2"')} ELSE ${text(words(x))} END`
}

const DAY_MS = 86_400_000

function momentCell(x: string, nativeType: string): string | null {
  const written = timestampField(x, nativeType)
  if (written === null) return null
  const micros = `epoch_us(${x})`
  const from = Date.UTC(1900, 2, 1) * 1_000
  const until = Date.UTC(10_000, 0, 1) * 1_000
  const counted = `isfinite(${x}) AND ${micros} >= ${from} AND ${micros} < ${until} AND ${micros} % 1000 = 0`
  const serial = `CAST(${micros} // 1000 + ${-Date.UTC(1899, 11, 30)} AS DOUBLE) / ${DAY_MS}.0::DOUBLE`
  return `CASE WHEN ${counted} THEN ${number(words(serial), ' s="3"')} ELSE ${text(written)} END`
}

/** The look at the first character, and at what is rare, finds more than must be changed. */
function textCell(x: string): string {
  const first = `unicode(${x})`
  const suspicious = `${first} < 46 OR ${first} = 61 OR ${first} = 64 OR ${first} > 65290 OR strlen(${x}) >= ${MOST_CHARACTERS} OR regexp_matches(${x}, '[&<>"]|_x|${UNHELD}')`
  const guarded = `(${apostrophe(x)} || ${x})`
  return `CASE WHEN ${suspicious} THEN ${text(requireShort(guarded, escaped(guarded)))} ELSE ${text(x)} END`
}

function requireShort(x: string, then: string): string {
  const beyond = `length(regexp_replace(${x}, '[^\\x{10000}-\\x{10FFFF}]', '', 'g'))`
  const tooLong = `length(${x}) + ${beyond} > ${MOST_CHARACTERS}`
  return `CASE WHEN strlen(${x}) > ${MOST_CHARACTERS} AND ${tooLong} THEN chr(0) ELSE ${then} END`
}

function escaped(x: string): string {
  const underscores = `CASE WHEN regexp_matches(${x}, '${LOOKS_ESCAPED}') THEN replace(${x}, '_x', '_x005F_x') ELSE ${x} END`
  const entities = [
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&quot;'],
  ].reduce((all, [from, to]) => `replace(${all}, '${from}', '${to}')`, underscores)
  const codes = UNHELD_CODES.reduce(
    (all, code) => `replace(${all}, chr(${code}), '_x${code.toString(16).toUpperCase().padStart(4, '0')}_')`,
    entities,
  )
  return `CASE WHEN regexp_matches(${x}, '${UNHELD}') THEN ${codes} ELSE ${entities} END`
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
