import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namedParameters, SqlTokenError, tokenizeSql } from './sql-tokens'

const kinds = (sql: string) =>
  tokenizeSql(sql)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind }) => kind)

describe('the pieces of a statement', () => {
  it.each<[string, string[]]>([
    [`SELECT 'it''s $a'`, ['word', 'text']],
    [`"a ""$b"" c"`, ['name']],
    [`E'it\\'s $a' || e'\\\\'`, ['escaped', 'symbol', 'symbol', 'escaped']],
    ['$$ $a $$', ['dollar']],
    ['$tag$ $a $$ $other$ $tag$', ['dollar']],
    ['$é$ $a $é$', ['dollar']],
    ['-- $a\n$b', ['comment', 'parameter']],
    ['-- $a\r$b', ['comment', 'parameter']],
    ['/* $a /* $b */ $c */ $d', ['comment', 'parameter']],
    ['a$b', ['word']],
    ['é$b', ['word']],
    ['a\u00a0$b', ['word', 'parameter']],
    ['5$n', ['number', 'parameter']],
    ['1.5e10 .5', ['number', 'number']],
    ['$é', ['parameter']],
    [`U&'\\0041' X'00'`, ['word', 'symbol', 'text', 'word', 'text']],
    ['', []],
  ])('of %s', (sql, expected) => {
    expect(kinds(sql)).toEqual(expected)
  })

  it.each<[string, number]>([
    [`SELECT 'a`, 7],
    [`SELECT 'a''`, 7],
    ['SELECT "a', 7],
    ['SELECT /* a /* b */', 7],
    ['SELECT $$ a', 7],
    ['SELECT $a$ b $A$', 7],
    [`SELECT E'a\\'`, 7],
    ['SELECT $1', 7],
    ['SELECT $', 7],
  ])('are not there where it does not end: %s', (sql, start) => {
    expect(() => tokenizeSql(sql)).toThrow(SqlTokenError)
    try {
      tokenizeSql(sql)
    } catch (error) {
      expect((error as SqlTokenError).start).toBe(start)
    }
  })

  const piece = fc.constantFrom(
    `'`,
    '"',
    '$',
    '$$',
    '$a',
    '$b$',
    '--',
    '/*',
    '*/',
    '\\',
    'E',
    `E'`,
    '\n',
    '\r',
    ' ',
    '\u00a0',
    ';',
    'x',
    '1',
    'é',
    '\u{1F600}',
    ',',
  )

  it('joined are the statement again, each where it says', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (sql) => {
          try {
            const tokens = tokenizeSql(sql)
            expect(tokens.map(({ text }) => text).join('')).toBe(sql)
            for (const { text, start } of tokens) expect(sql.startsWith(text, start)).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(SqlTokenError)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of long text are found without a deep stack', () => {
    const long = "''".repeat(500_000)
    expect(kinds(`SELECT '${long}' AS a`)).toEqual(['word', 'text', 'word', 'word'])
  })
})

describe('the parameters of a statement', () => {
  it('are named once, in the order met', () => {
    expect(namedParameters(`SELECT $b, $a, $b, '$c', $d::DATE, -$e FROM "$f"`)).toEqual(['b', 'a', 'd', 'e'])
  })
})
