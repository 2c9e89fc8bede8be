/**
 * A statement as the pieces that a SQL parser would cut it into, so far as is needed to tell where a `$name` is a
 * parameter. Joined, the pieces are the statement again. The rules are those of PostgreSQL's scanner, which DuckDB
 * shares: comments nest, `$tag$ … $tag$` quotes, `E'…'` knows backslashes, a word may hold `$`.
 */
export type SqlToken = {
  kind:
    | 'space'
    | 'comment'
    /** `'…'` */
    | 'text'
    /** `E'…'`, with backslashes. */
    | 'escaped'
    /** `$$ … $$` */
    | 'dollar'
    /** `"…"` */
    | 'name'
    /** A keyword or a name without quotes. */
    | 'word'
    | 'number'
    /** `$name` */
    | 'parameter'
    | 'symbol'
  text: string
  /** Where it begins, in UTF-16 units. */
  start: number
}

/** The statement ends within text, a name or a comment, or holds a `$` that is nothing. */
export class SqlTokenError extends Error {
  /** Where it begins. */
  readonly start: number

  constructor(start: number, reason: string) {
    super(reason)
    this.name = 'SqlTokenError'
    this.start = start
  }
}

type Pattern = readonly [SqlToken['kind'], RegExp]

/** In this order: what begins in the same way stands with the longer one first. */
const PATTERNS: readonly Pattern[] = [
  ['space', /\s+/y],
  ['comment', /--[^\n\r]*/y],
  ['escaped', /[Ee]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'(?!')/y],
  ['text', /'[^']*(?:''[^']*)*'(?!')/y],
  ['name', /"[^"]*(?:""[^"]*)*"(?!")/y],
  ['word', /(?![Ee]')(?:\w|[^\s\0-\x7F])(?<!\d)(?:[\w$]|[^\s\0-\x7F])*/y],
  ['number', /\d[\w.]*|\.\d\w*/y],
  ['parameter', /\$(?:\w|[^\s\0-\x7F])(?<!\d)(?:\w|[^\s\0-\x7F])*/y],
]

const DOLLAR_QUOTE = /\$(?:(?:\w|[^\s\0-\x7F])(?<!\d)(?:\w|[^\s\0-\x7F])*)?\$/y

/** @throws SqlTokenError where the statement cannot be read to its end */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (let at = 0; at < sql.length; ) {
    const token = blockComment(sql, at) ?? dollarQuoted(sql, at) ?? matched(sql, at) ?? symbol(sql, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function matched(sql: string, start: number): SqlToken | null {
  for (const [kind, pattern] of PATTERNS) {
    const text = execAt(pattern, sql, start)
    if (text !== null) return { kind, text, start }
  }
  return null
}

function execAt(pattern: RegExp, sql: string, start: number): string | null {
  pattern.lastIndex = start
  return pattern.exec(sql)?.[0] ?? null
}

/** Comments nest: the first end of a comment within a comment ends the inner one alone. */
function blockComment(sql: string, start: number): SqlToken | null {
  if (!sql.startsWith('/*', start)) return null
  let depth = 0
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith('/*', at)) {
      depth += 1
      at += 1
    } else if (sql.startsWith('*/', at)) {
      depth -= 1
      at += 1
      if (depth === 0) return { kind: 'comment', text: sql.slice(start, at + 1), start }
    }
  }
  throw new SqlTokenError(start, 'a comment has no end: */ is missing')
}

function dollarQuoted(sql: string, start: number): SqlToken | null {
  const opening = sql[start] === '$' ? execAt(DOLLAR_QUOTE, sql, start) : null
  if (opening === null) return null
  const end = sql.indexOf(opening, start + opening.length)
  if (end < 0) throw new SqlTokenError(start, `text that begins with ${opening} has no end`)
  return { kind: 'dollar', text: sql.slice(start, end + opening.length), start }
}

const OPENINGS = new Map([
  [`'`, `text has no end: ' is missing`],
  ['E', `text that begins with E' has no end`],
  ['e', `text that begins with E' has no end`],
  ['"', 'a name has no end: " is missing'],
  ['$', '$ must be followed by the name of a parameter'],
])

function symbol(sql: string, start: number): SqlToken {
  const text = sql.charAt(start)
  const reason = OPENINGS.get(text)
  if (reason !== undefined) throw new SqlTokenError(start, reason)
  return { kind: 'symbol', text, start }
}

/** The parameters that a statement names, each once, in the order met. @throws SqlTokenError */
export function namedParameters(sql: string): string[] {
  const names = tokenizeSql(sql).flatMap(({ kind, text }) => (kind === 'parameter' ? [text.slice(1)] : []))
  return [...new Set(names)]
}
