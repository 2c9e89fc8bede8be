import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  columnsExpression,
  type FoundColumn,
  type FoundTable,
  filesExpression,
  TakeInError,
} from '@/lib/connectors/duckdb/take-in/model'
import { type ArrowFile, openArrowFile } from '@/lib/connectors/flight-sql/arrow-file'
import type { Row } from '@/lib/connectors/tabular'

/**
 * Arrow files as the engine can read them: a record a line, every value exact, with the types that the files themselves
 * tell. The engine would have to fetch an extension to read them as they are.
 * @throws TakeInError
 */
export async function takeArrow(folder: string, names: readonly string[]): Promise<FoundTable> {
  const taken: { columns: FoundColumn[]; name: string }[] = []
  for (const name of names) taken.push(await writeLines(folder, name))
  const [first] = taken
  if (first === undefined) throw new TakeInError('there is no file')
  const words = (columns: readonly FoundColumn[]) => JSON.stringify(columns)
  if (taken.some(({ columns }) => words(columns) !== words(first.columns)))
    throw new TakeInError('the files have other columns than one another, or in another order')
  const from = `read_json(${filesExpression(taken.map(({ name }) => name))},
  auto_detect = false, format = 'newline_delimited', records = true,
  columns = ${columnsExpression(first.columns)})`
  return { columns: first.columns, from, notes: [] }
}

async function writeLines(folder: string, name: string): Promise<{ columns: FoundColumn[]; name: string }> {
  const source = join(folder, name)
  const lines = `${name}.ndjson`
  let file: ArrowFile | undefined
  try {
    file = await openArrowFile(source)
    const columns = columnsOf(file, basename(name))
    await pipeline(
      Readable.from(linesOf(file.batches, columns)),
      createWriteStream(join(folder, lines), { flush: true }),
    )
    await rm(source)
    return { columns, name: lines }
  } catch (error) {
    if (error instanceof TakeInError) throw error
    const words = error instanceof Error ? error.message : String(error)
    throw new TakeInError(`${basename(name)}: ${words}`, { cause: error })
  } finally {
    await file?.close()
  }
}

function columnsOf({ columns }: ArrowFile, name: string): FoundColumn[] {
  const names = new Set<string>()
  return columns.map((column) => {
    if (names.has(column.name)) throw new TakeInError(`${name}: two columns are called ${column.name}`)
    names.add(column.name)
    if (column.type === null)
      throw new TakeInError(
        `${name}: the column ${column.name} is of a type that is not taken (${column.words})`,
      )
    return { name: column.name, type: column.type }
  })
}

async function* linesOf(
  batches: AsyncIterable<readonly Row[]>,
  columns: readonly FoundColumn[],
): AsyncGenerator<string> {
  for await (const rows of batches) {
    yield rows
      .map(
        (row) =>
          `${JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])))}\n`,
      )
      .join('')
  }
}
