import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Ask, createAsk } from './ask'
import { findCsv } from './csv'
import {
  columnsExpression,
  type Files,
  type FoundColumn,
  type FoundTable,
  filesExpression,
  identifier,
  literal,
  TakeInError,
  type TakeInFormat,
} from './model'

/**
 * How files are read as one table: looked at once, in an engine of its own that nothing else uses.
 * @throws TakeInError in words for the one who gave the files
 */
export async function findTable(format: Exclude<TakeInFormat, 'arrow'>, files: Files): Promise<FoundTable> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1GB',
    temp_directory: join(files.folder, '.temp'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    return await FINDERS[format](createAsk(connection, files.folder), files)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const FINDERS = { csv: findCsv, parquet: findParquet, json: findJson }

async function findParquet(ask: Ask, { folder, names }: Files): Promise<FoundTable> {
  const columns = await columnsOf(ask, `read_parquet(${paths(folder, names)})`)
  const casts = columns.map(({ name, type }) => `  ${identifier(name)}::${type} AS ${identifier(name)}`)
  const from = `(SELECT\n${casts.join(',\n')}\n  FROM read_parquet(${filesExpression(names)}))`
  return { columns, from, notes: [] }
}

async function findJson(ask: Ask, { folder, names }: Files): Promise<FoundTable> {
  const shapes = new Set(await Promise.all(names.map((name) => shapeOf(join(folder, name)))))
  const [shape] = shapes
  if (shape === undefined || shapes.size > 1)
    throw new TakeInError('some files are one list, others one record a line')
  const options = `format = ${literal(shape)}, records = true`
  const columns = await columnsOf(ask, `read_json(${paths(folder, names)}, ${options}, sample_size = -1)`)
  const from = `read_json(${filesExpression(names)},
  auto_detect = false, ${options},
  columns = ${columnsExpression(columns)})`
  return { columns, from, notes: [] }
}

async function columnsOf(ask: Ask, from: string): Promise<FoundColumn[]> {
  const rows = await ask(`DESCRIBE SELECT * FROM ${from}`)
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }))
}

function paths(folder: string, names: readonly string[]): string {
  return `[${names.map((name) => literal(join(folder, name))).join(', ')}]`
}

/** A list of records begins with a bracket, and must end with one: a half copied file would be read as if it were whole. */
async function shapeOf(path: string): Promise<'array' | 'newline_delimited'> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const textAt = async (from: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, from)
      return buffer.toString('utf8', 0, bytesRead)
    }
    const isList = (await textAt(0))
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('[')
    if (!isList) return 'newline_delimited'
    if ((await textAt(Math.max(0, size - 4_096))).trimEnd().endsWith(']')) return 'array'
    throw new TakeInError(`${basename(path)} does not end: its list is not closed`)
  } finally {
    await file.close()
  }
}
