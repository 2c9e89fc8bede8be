import { join } from 'node:path'
import type { Ask } from './ask'
import {
  columnsExpression,
  type DateOrder,
  type Files,
  type FoundColumn,
  type FoundTable,
  filesExpression,
  identifier,
  literal,
  TakeInError,
} from './model'

type Dialect = {
  delimiter: string
  quote: string
  escaping: string
  dateFormat: string | null
  timestampFormat: string | null
}

type Sniffed = { dialect: Dialect; columns: FoundColumn[] }

/** How CSV files are read: separator, quotes, formats and the type of every column, from every row of every file. */
export async function findCsv(ask: Ask, { folder, names, dates }: Files): Promise<FoundTable> {
  const [first, ...rest] = await Promise.all(names.map((name) => sniff(ask, folder, name)))
  if (first === undefined) throw new TakeInError('there is no file')
  const columns = await rest.reduce<Promise<FoundColumn[]>>(
    async (before, other) => await widen(ask, await before, other.columns),
    Promise.resolve(first.columns),
  )
  const paths = names.map((name) => join(folder, name))
  const exact = await toDecimals(ask, { paths, dialect: first.dialect, columns })
  const dialect = await withDates(ask, { paths, dialect: first.dialect, columns: exact, dates })
  return { columns: exact, from: readCsv(names, dialect, exact), notes: notesOf(dialect) }
}

async function sniff(ask: Ask, folder: string, name: string): Promise<Sniffed> {
  const path = literal(join(folder, name))
  const [row] = await ask(
    `SELECT Delimiter, Quote, Escape, SkipRows, HasHeader, Columns, DateFormat, TimestampFormat
       FROM sniff_csv(${path}, sample_size = -1)`,
    name,
  )
  if (row === undefined) throw new TakeInError(`${name} is empty`)
  if (Number(row.SkipRows) > 0)
    throw new TakeInError(
      `${name}: the first ${row.SkipRows} lines have another number of fields than the rest`,
    )
  if (row.HasHeader !== true)
    throw new TakeInError(`${name}: the first line holds no names of columns, or there is nothing below it`)
  return {
    dialect: {
      delimiter: String(row.Delimiter),
      quote: orNone(row.Quote),
      escaping: orNone(row.Escape),
      dateFormat: row.DateFormat === null ? null : String(row.DateFormat),
      timestampFormat: row.TimestampFormat === null ? null : String(row.TimestampFormat),
    },
    columns: (row.Columns as FoundColumn[]).map(({ name: column, type }) => ({ name: column, type })),
  }
}

function orNone(value: unknown): string {
  return value === '(empty)' ? '' : String(value)
}

/** The types that hold what both files have. */
async function widen(
  ask: Ask,
  one: readonly FoundColumn[],
  other: readonly FoundColumn[],
): Promise<FoundColumn[]> {
  const same = one.length === other.length && one.every(({ name }, index) => other[index]?.name === name)
  if (!same) throw new TakeInError('the files have other columns than one another, or in another order')
  const types = one.map(({ type }, index) => `(NULL::${type} UNION ALL SELECT NULL::${other[index]?.type})`)
  const described = await Promise.all(
    types.map(async (union) => await ask(`DESCRIBE SELECT * FROM (SELECT ${union.slice(1, -1)}) AS t`)),
  )
  return one.map(({ name }, index) => ({ name, type: String(described[index]?.[0]?.column_type) }))
}

type Read = { paths: readonly string[]; dialect: Dialect; columns: readonly FoundColumn[] }

/** Every field as text. */
function asText({ paths, dialect, columns }: Read): string {
  const text = columns.map(({ name }) => ({ name, type: 'VARCHAR' }))
  return `read_csv([${paths.map(literal).join(', ')}], auto_detect = false, header = true, ${dialectOptions(dialect)}, columns = ${columnsExpression(text)})`
}

/** Figures with a point are exact decimals wherever all of them are written plainly: money is no double. */
async function toDecimals(ask: Ask, read: Read): Promise<FoundColumn[]> {
  const doubles = read.columns.filter(({ type }) => type === 'DOUBLE')
  if (doubles.length === 0) return [...read.columns]
  const parts = doubles.map(({ name }, index) => {
    const text = `trim(${identifier(name)})`
    return [
      `bool_and(regexp_full_match(${text}, '[+-]?[0-9]*([.][0-9]*)?')) AS plain${index}`,
      `max(length(split_part(ltrim(${text}, '+-'), '.', 1))) AS whole${index}`,
      `max(length(split_part(${text}, '.', 2))) AS scale${index}`,
    ].join(', ')
  })
  const [row = {}] = await ask(`SELECT ${parts.join(', ')} FROM ${asText(read)}`)
  const types = new Map(
    doubles.flatMap(({ name }, index) => {
      const scale = Number(row[`scale${index}`])
      const digits = Number(row[`whole${index}`]) + scale
      if (row[`plain${index}`] !== true || digits > 38) return []
      return [[name, `DECIMAL(${digits <= 18 ? 18 : 38},${scale})`] as const]
    }),
  )
  return read.columns.map(({ name, type }) => ({ name, type: types.get(name) ?? type }))
}

const OTHER_ORDER: readonly [RegExp, string][] = [
  [/%d([^%])%m/, '%m$1%d'],
  [/%m([^%])%d/, '%d$1%m'],
]

/** A date that can be read in two ways is read in the way that somebody says, never in one that is guessed. */
async function withDates(ask: Ask, { dates, ...read }: Read & { dates?: DateOrder }): Promise<Dialect> {
  const { dialect, columns } = read
  const turned = (format: string | null) => {
    const order = OTHER_ORDER.find(
      ([pattern]) => format !== null && /^%[dm]/.test(format) && pattern.test(format),
    )
    return order === undefined || format === null ? null : format.replace(order[0], order[1])
  }
  const settle = async (format: string | null, isOf: (type: string) => boolean): Promise<string | null> => {
    const other = turned(format)
    if (format === null || other === null) return format
    const dated = columns.filter(({ type }) => isOf(type))
    const both = dated.map(
      ({ name }) =>
        `bool_and(try_strptime(trim(${identifier(name)}), ${literal(other)}) IS NOT NULL OR ${identifier(name)} IS NULL)`,
    )
    const [row = {}] = await ask(`SELECT ${both.join(' AND ')} AS both_ways FROM ${asText(read)}`)
    if (row.both_ways !== true) return format
    if (dates !== undefined) return (dates === 'day-first') === format.startsWith('%d') ? format : other
    const where = dated.map(({ name }) => name).join(', ')
    throw new TakeInError(
      `dates in ${where} can be read in two ways (01/02 is a day in February or in January): say which with --dates day-first or --dates month-first`,
    )
  }
  return {
    ...dialect,
    dateFormat: await settle(dialect.dateFormat, (type) => type === 'DATE'),
    timestampFormat: await settle(dialect.timestampFormat, (type) => type.startsWith('TIMESTAMP')),
  }
}

function dialectOptions({ delimiter, quote, escaping, dateFormat, timestampFormat }: Dialect): string {
  return [
    `delim = ${literal(delimiter)}`,
    `quote = ${literal(quote)}`,
    `escape = ${literal(escaping)}`,
    ...(dateFormat === null ? [] : [`dateformat = ${literal(dateFormat)}`]),
    ...(timestampFormat === null ? [] : [`timestampformat = ${literal(timestampFormat)}`]),
  ].join(', ')
}

function readCsv(names: readonly string[], dialect: Dialect, columns: readonly FoundColumn[]): string {
  return `read_csv(${filesExpression(names)},
  auto_detect = false, header = true, ${dialectOptions(dialect)},
  columns = ${columnsExpression(columns)})`
}

function notesOf({ dateFormat, timestampFormat }: Dialect): string[] {
  return [
    ...(dateFormat === null ? [] : [`dates are read as ${dateFormat}`]),
    ...(timestampFormat === null ? [] : [`timestamps are read as ${timestampFormat}`]),
  ]
}
