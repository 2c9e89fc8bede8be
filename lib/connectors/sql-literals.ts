import { isCalendarDay, parseMoment } from './moments'
import { type SqlToken, tokenizeSql } from './sql-tokens'
import type { BoundScalar, BoundValue } from './tabular'

/**
 * Values as literals of Dremio's SQL, for its transports that cannot bind (docs/adr/0130). The only place where a value
 * becomes a part of a statement. Each literal is whole by itself: quoted text of a checked form, or a keyword, never a
 * bare sign or digit but after LIMIT and OFFSET. What the dialect cannot hold is refused, in words and without the value.
 */
export class LiteralError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'LiteralError'
  }
}

/** Bytes of one field at Dremio (docs.dremio.com, Limits). */
const MAX_TEXT_BYTES = 32_000
const MAX_LIST_ITEMS = 10_000
const MAX_DIGITS = 38
const WIDEST = 2n ** 63n

type ScalarType = BoundScalar['type']

const SQL_TYPES: Record<ScalarType, string> = {
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  integer: 'BIGINT',
  decimal: `DECIMAL(${MAX_DIGITS}, 0)`,
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
}

/** One value as a literal. @throws LiteralError */
export function renderLiteral(bound: BoundScalar): string {
  if (bound.value === null) return `CAST(NULL AS ${SQL_TYPES[bound.type]})`
  switch (bound.type) {
    case 'boolean':
      return bound.value ? 'TRUE' : 'FALSE'
    case 'text':
      return quoted(bound.value)
    case 'integer':
      return integerLiteral(bound.value)
    case 'decimal':
      return decimalLiteral(bound.value)
    case 'double':
      return doubleLiteral(bound.value)
    case 'date':
      if (!isCalendarDay(bound.value)) throw new LiteralError('is not a day of the years 1 to 9999')
      return `DATE '${bound.value}'`
    case 'timestamp':
      return timestampLiteral(bound.value)
  }
}

function quoted(text: string): string {
  if (text.includes('\0')) throw new LiteralError('holds the character NUL')
  if (/\p{Surrogate}/u.test(text)) throw new LiteralError('holds half a character')
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) {
    throw new LiteralError(`is longer than ${MAX_TEXT_BYTES} bytes`)
  }
  return `'${text.replaceAll("'", "''")}'`
}

/** Numbers are cast from text: Dremio reads no bare number beyond 64 bits, and a bare sign could join what stands before. */
function integerLiteral(value: bigint): string {
  if (value < -WIDEST || value >= WIDEST) throw new LiteralError('does not fit into 64 bits')
  return `CAST('${value}' AS BIGINT)`
}

function decimalLiteral(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)0*(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const digits = whole.length + fraction.length
  if (digits === 0) throw new LiteralError('is not a number in plain decimal notation')
  if (digits > MAX_DIGITS) throw new LiteralError(`has more than ${MAX_DIGITS} digits`)
  const point = fraction === '' ? '' : `.${fraction}`
  return `CAST('${sign}${whole}${point}' AS DECIMAL(${digits}, ${fraction.length}))`
}

function doubleLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new LiteralError('is not a finite number')
  return `CAST('${value.toExponential().replace('e+', 'E').replace('e', 'E')}' AS DOUBLE)`
}

function timestampLiteral(text: string): string {
  const moment = parseMoment(text)
  if (moment === null) throw new LiteralError('is not a moment in UTC such as 2026-11-21T10:00:00Z')
  const { day, time, fraction } = moment
  if (fraction.length > 3) throw new LiteralError('is finer than a millisecond')
  return `TIMESTAMP '${day} ${time}${fraction === '' ? '' : `.${fraction}`}'`
}

/**
 * The items of a list behind `IN`. NULL is never found in a list, nor does it hide what is not there, as where lists are
 * bound; so is nothing found in an empty one.
 */
function renderItems(bound: Extract<BoundValue, { type: 'list' }>): string {
  const { of: type, value } = bound
  const nothing = `CAST(NULL AS ${SQL_TYPES[type]})`
  if (value === null) return `(${nothing})`
  if (value.length > MAX_LIST_ITEMS) throw new LiteralError(`has more than ${MAX_LIST_ITEMS} items`)
  const items = value.flatMap((item) =>
    item === null ? [] : [renderLiteral({ type, value: item } as BoundScalar)],
  )
  if (items.length > 0) return `(${items.join(', ')})`
  return `(SELECT ${nothing} FROM (VALUES (1)) AS "nothing" WHERE 1 = 0)`
}

/**
 * A statement with a literal wherever it names a parameter; text, quoted names and comments are left alone. Refuses
 * statements that Dremio would cut into other pieces than the portal does, since a literal might then stand in what Dremio
 * takes for a comment; and places where a literal would join its neighbour.
 * @throws LiteralError, SqlTokenError
 */
export function renderStatement(sql: string, values: Readonly<Record<string, BoundValue>>): string {
  const tokens = tokenizeSql(sql)
  requireSameReading(tokens)
  return tokens
    .map((token, index) => (token.kind === 'parameter' ? renderParameter(tokens, index, values) : token.text))
    .join('')
}

const NOT_READ_ALIKE: Partial<Record<SqlToken['kind'], string>> = {
  escaped: `E'…' is not known there: write plain text`,
  dollar: 'text between $ is not known there: write it in single quotes',
}

const FOREIGN_SYMBOLS: Record<string, string> = {
  '`': 'a backtick may quote there: use double quotes',
  ';': 'one statement is expected',
}

function requireSameReading(tokens: readonly SqlToken[]): void {
  for (const [index, { kind, text }] of tokens.entries()) {
    const reason = NOT_READ_ALIKE[kind] ?? (kind === 'symbol' ? FOREIGN_SYMBOLS[text] : undefined)
    if (reason !== undefined) throw new LiteralError(`the statement: ${reason}`)
    if (kind === 'symbol' && text === '/' && tokens[index + 1]?.text === '/') {
      throw new LiteralError('the statement: // begins a comment there')
    }
    if (kind === 'comment' && text.includes('/*', 2) && text.startsWith('/*')) {
      throw new LiteralError('the statement: comments do not nest there')
    }
  }
}

function renderParameter(
  tokens: readonly SqlToken[],
  index: number,
  values: Readonly<Record<string, BoundValue>>,
): string {
  const name = tokens[index]?.text.slice(1) ?? ''
  const bound = Object.hasOwn(values, name) ? values[name] : undefined
  if (bound === undefined) throw new LiteralError(`$${name} has no value`)
  try {
    return renderAt(placeOf(tokens, index), bound)
  } catch (error) {
    throw error instanceof LiteralError ? new LiteralError(`$${name} ${error.message}`) : error
  }
}

type Place = 'value' | 'list' | 'count' | 'presence'

function renderAt(place: Place, bound: BoundValue): string {
  if (bound.type === 'list') {
    if (place === 'list') return renderItems(bound)
    if (place === 'presence') return renderLiteral({ type: 'text', value: bound.value === null ? null : '' })
    throw new LiteralError('is a list, which stands behind IN, without brackets, or before IS NULL')
  }
  if (place === 'list') throw new LiteralError('is one value, where IN wants a list')
  if (place === 'value' || place === 'presence') return renderLiteral(bound)
  if (bound.type === 'integer' && bound.value !== null && bound.value >= 0n && bound.value < WIDEST) {
    return String(bound.value)
  }
  throw new LiteralError('must be a whole number that is not negative, behind LIMIT or OFFSET')
}

/** What would be one literal with the quoted text behind it. */
const PREFIXES = new Set(['DATE', 'TIME', 'TIMESTAMP', 'INTERVAL', 'UESCAPE', 'B', 'N', 'X'])
const OPERANDS = new Set<SqlToken['kind']>(['text', 'name', 'number', 'parameter'])

function placeOf(tokens: readonly SqlToken[], index: number): Place {
  const [before, beforeThat] = significant(tokens.slice(0, index).reverse())
  const [after] = significant(tokens.slice(index + 1))
  const word = before?.kind === 'word' ? before.text.toUpperCase() : ''
  if (before !== undefined && OPERANDS.has(before.kind)) throw new LiteralError('follows another value')
  if (PREFIXES.has(word) || word.startsWith('_') || before?.text === '&') {
    throw new LiteralError(`follows ${before?.text}, which would make another value of it`)
  }
  const joined = after !== undefined && after.kind !== 'name' && OPERANDS.has(after.kind)
  if (joined || after?.text.toUpperCase() === 'UESCAPE') throw new LiteralError('stands before another value')
  if (word === 'IN') return 'list'
  if (after?.text.toUpperCase() === 'IS') return 'presence'
  const fetch = ['FIRST', 'NEXT'].includes(word) && beforeThat?.text.toUpperCase() === 'FETCH'
  return word === 'LIMIT' || word === 'OFFSET' || fetch ? 'count' : 'value'
}

function significant(tokens: readonly SqlToken[]): SqlToken[] {
  return tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment').slice(0, 2)
}
