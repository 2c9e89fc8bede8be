import type { Cell, ColumnType } from '@/lib/connectors/tabular'

/** What an answer may hold, a case a type. The rows are those of one column `value`; every one begins with a NULL. */
export type EngineCase = {
  name: string
  type: ColumnType
  /** SQL expressions, each with the cell that it is to become. */
  values: readonly (readonly [expression: string, cell: Cell])[]
  /** What an expression for NULL must be cast to, so that the column has its type. */
  sqlType: string
}

/** How an engine writes what the standard has no one way for. */
export type EngineDialect = {
  binary: (hex: string) => string
  binaryType: string
  list: (expressions: readonly string[]) => string
  struct: (entries: readonly (readonly [name: string, expression: string])[]) => string
  /** Of `list` and `struct` below; null: the engine has no such type, or cannot name it. */
  listType: string | null
  structType: string | null
}

export type EngineLimits = {
  /** Digits after the second that the transport carries. */
  timestampDigits: 3 | 6 | 9
  timeDigits: 3 | 6
  nonFinite: boolean
}

const DIGITS = '(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))'

/** The numbers below 10^`places`, in no order, as a table with a column `n`. */
function numbersBelow(places: number, table: string): string {
  const names = Array.from({ length: places }, (_, place) => `d${place}`)
  const sum = names.map((name, place) => `${name}.x * ${10 ** place}`).join(' + ')
  return `(SELECT ${sum} AS n FROM ${names.map((name) => `${DIGITS} AS ${name}(x)`).join(', ')}) AS ${table}`
}

/** The whole numbers from 0 in order, one a row. `places`: 6 gives a million. */
export function numbersSql(places: number): string {
  return `SELECT CAST(n AS BIGINT) AS n FROM ${numbersBelow(places, 't')} ORDER BY n`
}

/** Compiles, and meets a value that cannot be cast after 99,999 that can. */
export const FAILS_LATE = `SELECT CAST(CASE WHEN n = 99999 THEN 'late' ELSE '1' END AS INTEGER) AS value FROM ${numbersBelow(5, 't')}`

/** Sums 10^12 products: no engine ends it within a test. */
export const ENDLESS = `SELECT SUM(CAST(a.n AS DOUBLE) * b.n) AS n FROM ${numbersBelow(6, 'a')}, ${numbersBelow(6, 'b')}`

export const DUCKDB_DIALECT: EngineDialect = {
  binary: (hex) => `from_hex('${hex}')`,
  binaryType: 'BLOB',
  list: (expressions) => `[${expressions.join(', ')}]`,
  struct: (entries) => `{${entries.map(([name, expression]) => `'${name}': ${expression}`).join(', ')}}`,
  listType: 'BIGINT[]',
  structType: 'STRUCT(a BIGINT, b VARCHAR[])',
}

/** Lists and structs have no name there that a NULL could be cast to. */
export const DREMIO_DIALECT: EngineDialect = {
  binary: (hex) => `BINARY_STRING('${hex.replace(/../g, (byte) => `\\x${byte}`)}')`,
  binaryType: 'VARBINARY',
  list: (expressions) => `ARRAY[${expressions.join(', ')}]`,
  struct: () => 'NULL',
  listType: null,
  structType: null,
}

/** As one statement: the NULL first, then the values in order. */
export function caseSql({ values, sqlType }: EngineCase): string {
  const expressions = [`CAST(NULL AS ${sqlType})`, ...values.map(([expression]) => expression)]
  const rows = expressions.map((expression, index) => `SELECT ${index} AS n, ${expression} AS value`)
  return `SELECT value FROM (${rows.join(' UNION ALL ')}) AS t ORDER BY n`
}

export function engineCases(dialect: EngineDialect, limits: EngineLimits): EngineCase[] {
  return [...NUMBERS, ...doubles(limits), ...TEXTS, ...moments(limits), ...nested(dialect)]
}

/** `cast('INTEGER', '5', 5)`: by way of text, which every engine reads alike, whatever a bare number would be. */
function cast(sqlType: string, text: string, cell: Cell): readonly [string, Cell] {
  return [`CAST('${text}' AS ${sqlType})`, cell]
}

function exact(name: string, type: ColumnType, sqlType: string, texts: readonly string[]): EngineCase {
  return { name, type, sqlType, values: texts.map((text) => cast(sqlType, text, text)) }
}

const NINES = '9'.repeat(38)

const NUMBERS: EngineCase[] = [
  {
    name: 'booleans',
    type: 'boolean',
    sqlType: 'BOOLEAN',
    values: [
      ['TRUE', true],
      ['FALSE', false],
    ],
  },
  {
    name: '32-bit integers at their limits',
    type: 'integer',
    sqlType: 'INTEGER',
    values: [-2147483648, -1, 0, 2147483647].map((n) => cast('INTEGER', String(n), n)),
  },
  exact('64-bit integers at their limits, small ones too', 'integer', 'BIGINT', [
    ...['-9223372036854775808', '-9007199254740993', '0', '7'],
    ...['9007199254740991', '9007199254740993', '9223372036854775807'],
  ]),
  exact('decimals of 38 digits', 'decimal', 'DECIMAL(38,18)', [
    ...['12345678901234567890.123456789012345678', '-99999999999999999999.999999999999999999'],
    ...['-0.000000000000000001', '0.000000000000000000', '1.500000000000000000', '0.000000100000000000'],
  ]),
  exact('decimals without places', 'decimal', 'DECIMAL(38,0)', [NINES, `-${NINES}`, '0', '1']),
  exact('decimals that are all places', 'decimal', 'DECIMAL(38,38)', [
    `0.${NINES}`,
    `0.${'0'.repeat(37)}1`,
    `-0.5${'0'.repeat(37)}`,
  ]),
  exact('money', 'decimal', 'DECIMAL(9,2)', ['1.50', '-0.05', '1234567.89', '0.00', '100.00']),
]

function doubles({ nonFinite }: EngineLimits): EngineCase[] {
  const finite = ['0.1', '0.30000000000000004', '1.7976931348623157E308', '-1.7976931348623157E308', '1E-300']
  const cases: EngineCase[] = [
    {
      name: 'doubles at their limits',
      type: 'double',
      sqlType: 'DOUBLE',
      values: finite.map((text) => cast('DOUBLE', text, Number(text))),
    },
    {
      name: 'floats, as the 32-bit values that they are',
      type: 'double',
      sqlType: 'FLOAT',
      values: ['0.1', '3.4028235E38', '16777216'].map((text) =>
        cast('FLOAT', text, Math.fround(Number(text))),
      ),
    },
  ]
  if (!nonFinite) return cases
  const words = ['NaN', 'Infinity', '-Infinity']
  return [...cases, exact('doubles that are no numbers', 'double', 'DOUBLE', words)]
}

const TEXTS: EngineCase[] = [
  {
    name: 'text in any script, with quotes and line ends',
    type: 'text',
    sqlType: 'VARCHAR',
    values: [
      '',
      ' ',
      `O'Brien "x" \\ back`,
      'Gnocchi di nonna Alice — “ß”',
      'नेपाल 🦉',
      'a\nb\tc',
      'null',
      '9007199254740993',
    ].map((text) => [`'${text.replaceAll("'", "''")}'`, text]),
  },
]

function moments({ timestampDigits, timeDigits }: EngineLimits): EngineCase[] {
  const dates = ['0001-01-01', '1900-02-28', '1969-12-31', '2000-02-29', '9999-12-31']
  const times = ['00:00:00', '10:00:00.5', '23:59:59.999', ...(timeDigits >= 6 ? ['23:59:59.999999'] : [])]
  const stamps = [
    ...['0001-01-01 00:00:00', '1969-12-31 23:59:59.999', '1970-01-01 00:00:00', '2026-11-21 10:00:00.12'],
    ...['9999-12-31 23:59:59.999', ...(timestampDigits >= 6 ? ['2026-11-21 10:00:00.123456'] : [])],
  ]
  return [
    {
      name: 'dates',
      type: 'date',
      sqlType: 'DATE',
      values: dates.map((date) => [`DATE '${date}'`, date]),
    },
    {
      name: 'times',
      type: 'time',
      sqlType: 'TIME',
      values: times.map((time) => [`TIME '${time}'`, time]),
    },
    {
      name: 'timestamps in UTC with their digits',
      type: 'timestamp',
      sqlType: 'TIMESTAMP',
      values: stamps.map((stamp) => [`TIMESTAMP '${stamp}'`, `${stamp.replace(' ', 'T')}Z`]),
    },
  ]
}

function nested({ binary, binaryType, list, listType, struct, structType }: EngineDialect): EngineCase[] {
  const long = `CAST('9223372036854775807' AS BIGINT)`
  const cases: EngineCase[] = [
    {
      name: 'binary',
      type: 'binary',
      sqlType: binaryType,
      values: [
        [binary('00FF10'), 'AP8Q'],
        [binary('616263'), 'YWJj'],
      ],
    },
  ]
  if (listType !== null) {
    const values: EngineCase['values'] = [
      [list([long, `CAST(NULL AS BIGINT)`]), ['9223372036854775807', null]],
      [list([`CAST('1' AS BIGINT)`]), ['1']],
    ]
    cases.push({ name: 'lists', type: 'list', sqlType: listType, values })
  }
  if (structType !== null) {
    const entries = [['a', long] as const, ['b', list([`'x'`, `'y'`])] as const]
    const cell = { a: '9223372036854775807', b: ['x', 'y'] }
    cases.push({ name: 'structs', type: 'struct', sqlType: structType, values: [[struct(entries), cell]] })
  }
  return cases
}
