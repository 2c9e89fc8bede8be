import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LiteralError, renderLiteral, renderStatement } from './sql-literals'
import type { BoundScalar, BoundValue } from './tabular'

const text = (value: string | null): BoundValue => ({ type: 'text', value })
const texts = (value: (string | null)[] | null): BoundValue => ({ type: 'list', of: 'text', value })

describe('a literal', () => {
  it.each<[BoundScalar, string]>([
    [{ type: 'text', value: `O'Reilly; --` }, `'O''Reilly; --'`],
    [{ type: 'text', value: `\\'; \\u0027` }, `'\\''; \\u0027'`],
    [{ type: 'text', value: '' }, `''`],
    [{ type: 'text', value: '$p $$ — “ß” 😀\r\n' }, `'$p $$ — “ß” 😀\r\n'`],
    [{ type: 'integer', value: -5n }, `CAST('-5' AS BIGINT)`],
    [{ type: 'integer', value: -9223372036854775808n }, `CAST('-9223372036854775808' AS BIGINT)`],
    [{ type: 'decimal', value: '-12.50' }, `CAST('-12.50' AS DECIMAL(4, 2))`],
    [{ type: 'decimal', value: '007' }, `CAST('7' AS DECIMAL(1, 0))`],
    [{ type: 'decimal', value: '0.05' }, `CAST('0.05' AS DECIMAL(3, 2))`],
    [{ type: 'double', value: 1.5e300 }, `CAST('1.5E300' AS DOUBLE)`],
    [{ type: 'double', value: -5e-324 }, `CAST('-5E-324' AS DOUBLE)`],
    [{ type: 'boolean', value: false }, 'FALSE'],
    [{ type: 'date', value: '1996-02-29' }, `DATE '1996-02-29'`],
    [{ type: 'timestamp', value: '2026-11-21T10:00:00Z' }, `TIMESTAMP '2026-11-21 10:00:00'`],
    [{ type: 'timestamp', value: '2026-11-21T10:00:00.120000Z' }, `TIMESTAMP '2026-11-21 10:00:00.12'`],
    [{ type: 'text', value: null }, 'CAST(NULL AS VARCHAR)'],
    [{ type: 'boolean', value: null }, 'CAST(NULL AS BOOLEAN)'],
    [{ type: 'integer', value: null }, 'CAST(NULL AS BIGINT)'],
    [{ type: 'decimal', value: null }, 'CAST(NULL AS DECIMAL(38, 0))'],
    [{ type: 'double', value: null }, 'CAST(NULL AS DOUBLE)'],
    [{ type: 'date', value: null }, 'CAST(NULL AS DATE)'],
    [{ type: 'timestamp', value: null }, 'CAST(NULL AS TIMESTAMP)'],
  ])('of %o', (value, literal) => {
    expect(renderLiteral(value)).toBe(literal)
  })

  it.each<[BoundScalar, RegExp]>([
    [{ type: 'text', value: 'a\0b' }, /NUL/],
    [{ type: 'text', value: 'a\ud800' }, /half a character/],
    [{ type: 'text', value: '\udc00a' }, /half a character/],
    [{ type: 'text', value: 'é'.repeat(16_001) }, /longer than 32000 bytes/],
    [{ type: 'integer', value: 2n ** 63n }, /64 bits/],
    [{ type: 'integer', value: -(2n ** 63n) - 1n }, /64 bits/],
    [{ type: 'decimal', value: `1${'0'.repeat(38)}` }, /38 digits/],
    [{ type: 'decimal', value: `1' AS DECIMAL(1,0)) OR TRUE --` }, /plain decimal/],
    [{ type: 'decimal', value: '1e5' }, /plain decimal/],
    [{ type: 'decimal', value: '1\n' }, /plain decimal/],
    [{ type: 'decimal', value: '' }, /plain decimal/],
    [{ type: 'decimal', value: '١' }, /plain decimal/],
    [{ type: 'double', value: Number.NaN }, /finite/],
    [{ type: 'double', value: Number.NEGATIVE_INFINITY }, /finite/],
    [{ type: 'date', value: '1997-02-29' }, /is not a day/],
    [{ type: 'date', value: 'infinity' }, /is not a day/],
    [{ type: 'date', value: `1997-01-01' OR TRUE --` }, /is not a day/],
    [{ type: 'date', value: '1997-01-01\n' }, /is not a day/],
    [{ type: 'timestamp', value: '2026-11-21T10:00:00' }, /moment in UTC/],
    [{ type: 'timestamp', value: '2026-11-21T25:00:00Z' }, /moment in UTC/],
    [{ type: 'timestamp', value: '2026-11-21T10:00:00+01:00' }, /moment in UTC/],
    [{ type: 'timestamp', value: '2026-11-21T10:00:00.0001Z' }, /millisecond/],
  ])('is refused, in words without the value: %o', (value, reason) => {
    const refusal = () => renderLiteral(value)
    expect(refusal).toThrow(LiteralError)
    expect(refusal).toThrow(reason)
    expect(refusal).not.toThrow(/OR TRUE/)
  })
})

describe('a statement with literals', () => {
  it('has them where it names a parameter, and nowhere else', () => {
    const sql = `SELECT '$p', "$p", $p -- $p\nFROM t /* $p */ WHERE a=$p AND b<>-$n`
    expect(renderStatement(sql, { p: text('$n'), n: { type: 'integer', value: -1n } })).toBe(
      `SELECT '$p', "$p", '$n' -- $p\nFROM t /* $p */ WHERE a='$n' AND b<>-CAST('-1' AS BIGINT)`,
    )
  })

  it.each<[BoundValue, string]>([
    [texts(['a', `b'`]), `a IN ('a', 'b''')`],
    [texts(['a', null]), `a IN ('a')`],
    [texts([]), `a IN (SELECT CAST(NULL AS VARCHAR) FROM (VALUES (1)) AS "nothing" WHERE 1 = 0)`],
    [texts([null]), `a IN (SELECT CAST(NULL AS VARCHAR) FROM (VALUES (1)) AS "nothing" WHERE 1 = 0)`],
    [texts(null), 'a IN (CAST(NULL AS VARCHAR))'],
    [
      { type: 'list', of: 'decimal', value: ['1.5', '20'] },
      `a IN (CAST('1.5' AS DECIMAL(2, 1)), CAST('20' AS DECIMAL(2, 0)))`,
    ],
  ])('has a list behind IN: %o', (value, rendered) => {
    expect(renderStatement('a IN $list', { list: value })).toBe(rendered)
  })

  it('tells of a list whether there is one', () => {
    const open = (list: BoundValue) => renderStatement('$list IS NULL OR a IN $list', { list })
    expect(open(texts(null))).toBe('CAST(NULL AS VARCHAR) IS NULL OR a IN (CAST(NULL AS VARCHAR))')
    expect(open(texts(['a']))).toBe(`'' IS NULL OR a IN ('a')`)
  })

  it.each(['LIMIT', 'limit', 'OFFSET', 'FETCH NEXT', 'FETCH FIRST'])('has plain digits behind %s', (word) => {
    const at = (value: BoundValue) => renderStatement(`SELECT 1 ${word} $n`, { n: value })
    expect(at({ type: 'integer', value: 10n })).toBe(`SELECT 1 ${word} 10`)
    expect(() => at({ type: 'integer', value: -1n })).toThrow(/\$n must be a whole number/)
    expect(() => at({ type: 'integer', value: null })).toThrow(/whole number/)
    expect(() => at(text('1; DROP TABLE t'))).toThrow(/whole number/)
  })

  it.each<[string, RegExp]>([
    [`SELECT 'a' $p`, /follows another value/],
    [`SELECT 'a'\n-- b\n$p`, /follows another value/],
    [`SELECT $p\n'a'`, /stands before another value/],
    ['SELECT $p\n$p', /stands before another value|follows another value/],
    ['SELECT 5$p', /follows another value/],
    ['SELECT DATE $p', /follows DATE/],
    ['SELECT timestamp\n$p', /follows timestamp/],
    ['SELECT INTERVAL $p DAY', /follows INTERVAL/],
    ['SELECT N $p', /follows N/],
    ['SELECT _utf8 $p', /follows _utf8/],
    ['SELECT U& $p', /follows &/],
    [`SELECT $p UESCAPE '!'`, /stands before/],
    ['SELECT a // $p', /begins a comment/],
    ['SELECT a /* /* */ $p */', /do not nest/],
    [`SELECT E'\\'' || $p`, /is not known there/],
    ['SELECT $$ a $$ || $p', /is not known there/],
    ['SELECT `$p`', /backtick/],
    ['SELECT $p; SELECT 2', /one statement/],
    ['SELECT $list', /behind IN/],
    ['SELECT a IN ($list)', /behind IN, without brackets/],
    ['SELECT a IN $p', /IN wants a list/],
    ['SELECT $missing', /\$missing has no value/],
    ['SELECT $constructor', /\$constructor has no value/],
  ])('is refused where a literal could be taken for something else: %s', (sql, reason) => {
    const values = { p: text('\nevil'), list: texts(['a']) }
    expect(() => renderStatement(sql, values)).toThrow(LiteralError)
    expect(() => renderStatement(sql, values)).toThrow(reason)
    expect(() => renderStatement(sql, values)).not.toThrow(/evil/)
  })

  it('puts text between its quotes and cannot be made to end it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        fc.pre(!value.includes('\0'))
        const rendered = renderStatement('$p', { p: text(value) })
        const inside = rendered.slice(1, -1)
        const whole = rendered === `'${inside}'` && !inside.replaceAll("''", '').includes("'")
        return whole && inside.replaceAll("''", "'") === value
      }),
      { numRuns: 300 },
    )
  })
})
