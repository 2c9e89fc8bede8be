import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { unguardText } from './formula-guard'
import { type OpenTable, TableFault, type TableLimits, type TableRow } from './model'
import { startTable } from './start-table'
import { findEncoding, readText } from './text-encoding'

const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const
type Separator = keyof typeof SEPARATORS

const SAMPLE = 65_536
const SAMPLED_LINES = 50
const MAX_RECORD = 1_000_000

/** Opens a text file of rows: its encoding and separator are found out, and said in the notes. */
export async function openCsv(path: string, limits: TableLimits): Promise<OpenTable> {
  const encoding = await findEncoding(path)
  const text = readText(path, encoding)
  let sample = ''
  while (sample.length < SAMPLE) {
    const { done, value } = await text.next()
    if (done) break
    sample += value
  }
  if (sample.includes('\u0000')) {
    await text.return(undefined)
    throw new TableFault('This is no text file. Export the table as CSV or XLSX and send that.')
  }
  const said = /^sep=([,;\t])\r?\n/i.exec(sample)
  const separator = (said?.[1] as Separator | undefined) ?? findSeparator(sample)
  async function* whole(): AsyncGenerator<string> {
    yield said === null ? sample : sample.slice(said[0].length)
    yield* text
  }
  const notes = [`Read as ${encoding.words}, its fields separated by ${SEPARATORS[separator]}.`]
  return await startTable({ format: 'csv', notes }, csvRows(whole(), separator, limits), limits)
}

/** The separator that most lines have, and have alike; quoted text does not count. */
function findSeparator(sample: string): Separator {
  const counts = new Map<Separator, number[]>()
  for (const line of sample
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((one) => one !== '')
    .slice(0, SAMPLED_LINES)) {
    for (const separator of Object.keys(SEPARATORS) as Separator[]) {
      counts.set(separator, [...(counts.get(separator) ?? []), line.split(separator).length - 1])
    }
  }
  const score = (separator: Separator) => {
    const [first = 0, ...rest] = counts.get(separator) ?? []
    return first === 0
      ? 0
      : (1 + rest.filter((count) => count === first).length) * 1_000 + Math.min(first, 999)
  }
  return (Object.keys(SEPARATORS) as Separator[]).reduce((best, one) =>
    score(one) > score(best) ? one : best,
  )
}

const WORDS: Partial<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: 'holds more text than a row may: a quotation mark is probably not closed',
  CSV_QUOTE_NOT_CLOSED: 'opens a quotation mark that is never closed',
  INVALID_OPENING_QUOTE:
    'has a quotation mark in the middle of a field: put the field in quotation marks and double those within',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a closing quotation mark',
}

async function* csvRows(
  text: AsyncGenerator<string>,
  separator: Separator,
  limits: TableLimits,
): AsyncGenerator<TableRow> {
  const parser = parse({
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: MAX_RECORD,
    encoding: 'utf8',
  })
  // A fault of either ends both, and reaches the loop below.
  pipeline(Readable.from(boundedLines(text), { objectMode: true }), parser, () => {})
  let n = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      n += 1
      if (record.length > limits.columns) {
        const trimmed = record.findLastIndex((field) => field !== '') + 1
        if (trimmed > limits.columns) throw tooManyColumns(limits)
        record.length = limits.columns
      }
      yield { n, cells: record.map((field) => (field === '' ? null : unguardText(field))) }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // The parser is ahead of the loop: it counts the rows that it has gone through itself.
    const row = typeof error.records === 'number' ? error.records + 1 : n + 1
    throw new TableFault(`Row ${row} ${WORDS[error.code] ?? 'cannot be read as CSV'}.`, { cause: error })
  } finally {
    parser.destroy()
    await text.return(undefined)
  }
}

/** The parser bounds the text of a row and not the number of its fields: a line of separators alone would fill memory. */
async function* boundedLines(text: AsyncGenerator<string>): AsyncGenerator<string> {
  let length = 0
  for await (const piece of text) {
    const end = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf('\r'))
    length = end < 0 ? length + piece.length : piece.length - end - 1
    // Of text the parser says more exactly what is wrong with it.
    if (length > 2 * MAX_RECORD)
      throw new TableFault('A line of the file is longer than a row may be. Its line ends may be missing.')
    yield piece
  }
}

export function tooManyColumns(limits: TableLimits): TableFault {
  return new TableFault(
    `The file has more than ${limits.columns} columns. Leave out those that are not to be imported.`,
  )
}
