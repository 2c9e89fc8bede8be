import fc from 'fast-check'
import type { BoundScalar } from '@/lib/connectors/tabular'

const SEED = 20_261_121

const ATTACKS = [
  `'`,
  `''`,
  `'''`,
  `\\'`,
  `\\\\'`,
  `\\`,
  `"`,
  `\``,
  `' OR '1'='1`,
  `' OR 1=1 --`,
  `'; DROP TABLE orders; --`,
  `' UNION SELECT * FROM orders --`,
  `') OR ('a'='a`,
  `'/*`,
  `*/'`,
  `/* ' */`,
  `--`,
  `-- '`,
  `#`,
  `//`,
  `\n'`,
  `'\n'`,
  `\r\n; SELECT 1`,
  `$v`,
  `$$`,
  `$$'$$`,
  `$tag$ ' $tag$`,
  `\${v}`,
  `{{v}}`,
  `E'\\''`,
  `U&'\\0027'`,
  `X'27'`,
  `_utf8'a'`,
  `\\u0027 OR 1=1`,
  `\\x27`,
  `\\047`,
  `%27`,
  `&#39;`,
  `\u02bc OR 1=1`,
  `\u2019 OR 1=1`,
  `\uff07 OR 1=1`,
  `\u2032`,
  `\u00b4`,
  `\u0060`,
  `\u037e DROP`,
  `\uff1b DROP`,
  `\u2028'`,
  `\u2029'`,
  `\u0085'`,
  `\u000b'`,
  `\u000c'`,
  `\u00a0'`,
  `\ufeff'`,
  `\u202e' OR`,
  `a\u0301'`,
  `\u{1f600}'`,
  `\u{10ffff}'`,
  `\0`,
  `a\0' OR 1=1`,
  `\ud800'`,
  `\udc00'`,
  `\x1a'`,
  `\b'`,
  `\x7f'`,
  `NULL`,
  `TRUE`,
  `1e999`,
  `0x27`,
  `1_000`,
  `٣`,
  `-1`,
  `+1`,
  `1.`,
  `.1`,
  `NaN`,
  `Infinity`,
  `-0`,
  `1;1`,
  `1--1`,
  `CAST('1' AS BIGINT)`,
  `1997-01-01' OR TRUE --`,
  `{d '1997-01-01'}`,
  `{fn user()}`,
  `@@version`,
  `?`,
  `:v`,
  `;`,
  `';`,
  `' || (SELECT 1) || '`,
  `' LIMIT 0 --`,
  `'::DATE`,
  `' ESCAPE '`,
  `' UESCAPE '!`,
  `' COLLATE NOCASE --`,
  `%' OR '%`,
  `_`,
  ``,
  ` `,
]

const ODD_NUMBERS = [
  '1e5',
  '0x10',
  '1_0',
  '1,5',
  '.5',
  '5.',
  '+-1',
  '--1',
  '1;',
  '٣',
  '１',
  'NaN',
  '',
  '1 OR 1=1',
  `1'`,
  '1\n',
  'Infinity',
  '1/*',
]
const ODD_MOMENTS = [
  'now',
  'infinity',
  'epoch',
  '1997-02-29',
  '97-01-01',
  `1997-01-01'`,
  '1997-01-01 --',
  '0000-01-01',
  '10000-01-01',
  '1997-01-01\n',
]

const attackText = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.array(fc.constantFrom(...ATTACKS), { minLength: 2, maxLength: 6 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...ATTACKS))
    .map((parts) => parts.join('')),
  fc
    .array(
      fc.constantFrom(
        `'`,
        '"',
        '\\',
        '$',
        '-',
        '/',
        '*',
        ';',
        '\n',
        '\r',
        '\t',
        ' ',
        '(',
        ')',
        '\u2019',
        '\u{1f600}',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
)
const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`))

/** Texts for the most part, since only they are free; of every other type what fits and what does not. */
const hostile: fc.Arbitrary<BoundScalar> = fc.oneof(
  { weight: 14, arbitrary: attackText.map((value): BoundScalar => ({ type: 'text', value })) },
  {
    weight: 3,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 60 })
      .map((value): BoundScalar => ({ type: 'text', value })),
  },
  {
    weight: 1,
    arbitrary: fc
      .bigInt({ min: -(2n ** 64n), max: 2n ** 64n })
      .map((value): BoundScalar => ({ type: 'integer', value })),
  },
  {
    weight: 2,
    arbitrary: fc
      .oneof(
        fc.constantFrom(...ODD_NUMBERS),
        fc
          .tuple(fc.constantFrom('', '-'), digits(22), fc.constantFrom('', '.'), digits(18))
          .map(([sign, whole, point, rest]) => `${sign}${whole}${point}${point === '' ? '' : rest}`),
      )
      .map((value): BoundScalar => ({ type: 'decimal', value })),
  },
  { weight: 1, arbitrary: fc.double().map((value): BoundScalar => ({ type: 'double', value })) },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.constantFrom(...ODD_MOMENTS),
        fc
          .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
          .map((at) => at.toISOString().slice(0, 10)),
      )
      .map((value): BoundScalar => ({ type: 'date', value })),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.constantFrom(...ODD_MOMENTS),
        fc
          .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
          .map((at) => at.toISOString()),
      )
      .map((value): BoundScalar => ({ type: 'timestamp', value })),
  },
)

/** A few very long ones besides, up to what fits. */
const LONG: readonly BoundScalar[] = [
  `'`.repeat(32_000),
  `\\`.repeat(32_000),
  `é'`.repeat(10_000),
  `' OR 1=1 --\n`.repeat(2_000),
  'x'.repeat(32_001),
].map((value) => ({ type: 'text', value }))

/** Values made by rule, the same ones at every run: quotes, comments, look-alikes, numbers in odd notations, very long. */
export function hostileValues(count: number): BoundScalar[] {
  return [...LONG, ...fc.sample(hostile, { numRuns: count - LONG.length, seed: SEED })]
}
