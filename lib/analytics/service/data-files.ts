import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { constants, copyFile, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { findTable } from '@/lib/connectors/duckdb/take-in/find-table'
import {
  type DateOrder,
  identifier,
  TakeInError,
  type TakeInFormat,
} from '@/lib/connectors/duckdb/take-in/model'
import { tablesOf, tryLoad } from '@/lib/connectors/duckdb/take-in/try-load'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import {
  type LoadedTable,
  listLoadedTables,
  loadedFolders,
  makeStaging,
  publishTable,
  sweepLoaded,
  withdrawTable,
} from '../data-files'
import { ownFolders } from '../data-folders'
import { ENGINE_LIMITS } from '../embedded-engine'
import { takeArrow } from './take-arrow'

const FORMATS: Readonly<Record<string, TakeInFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.parquet': 'parquet',
  '.json': 'json',
  '.ndjson': 'json',
  '.jsonl': 'json',
  '.arrow': 'arrow',
  '.feather': 'arrow',
}
const MAX_FILES = 1_000
const TABLE = /^[a-z_][a-z0-9_]{0,62}$/

export type LoadTableInput = {
  /** A file, or a folder of files of one format. */
  path: string
  /** From the file's name when left out. */
  table?: string
  replace: boolean
  dates?: DateOrder
}

export type TableLoaded = { table: LoadedTable; notes: readonly string[]; replaced: boolean }

/**
 * Adds a table to the embedded engine. The files are copied, their types found once in every row and written down beside
 * them, the whole loaded as the portal's engine will load it; only then the table is there, in one step.
 * @throws AppError FORBIDDEN without `load:query`; VALIDATION with what is wrong with the files or the name; CONFLICT for
 * a table that is there already and is not to be replaced
 */
export async function loadTable(ctx: Ctx, input: LoadTableInput): Promise<TableLoaded> {
  await requireRight(ctx, 'load:query')
  const table = input.table ?? tableName(input.path)
  if (!TABLE.test(table)) {
    throw invalid(`“${table}” is no name for a table: small letters, digits and underscores, at most 63`)
  }
  await sweepLoaded(ctx.now())
  try {
    await refuseShadow(table, input.replace)
    const staging = await makeStaging()
    try {
      return await load(ctx, { ...input, table, staging })
    } finally {
      await rm(staging, { recursive: true, force: true })
    }
  } catch (error) {
    throw error instanceof TakeInError ? invalid(error.message, error) : error
  }
}

/** The tables that were loaded. @throws AppError FORBIDDEN */
export async function listTables(ctx: Ctx): Promise<LoadedTable[]> {
  await requireRight(ctx, 'load:query')
  return await listLoadedTables()
}

/** Takes a loaded table away. One that comes with the portal stands again, where it was replaced. @throws AppError FORBIDDEN, NOT_FOUND */
export async function removeTable(ctx: Ctx, { table }: { table: string }): Promise<void> {
  await requireRight(ctx, 'load:query', { kind: 'table', id: table, action: 'table.removed' })
  await inTransaction(async (tx) => {
    await recordChange(tx, ctx, { action: 'table.removed', subject: { kind: 'table', id: table } })
    const isGone = TABLE.test(table) && (await withdrawTable(table))
    if (!isGone) throw new AppError('NOT_FOUND', { details: { table } })
  })
}

type Loading = LoadTableInput & { table: string; staging: string }

async function load(ctx: Ctx, { path, table, replace, dates, staging }: Loading): Promise<TableLoaded> {
  const { format, sources } = await findSources(path)
  const files = await Promise.all(sources.map((source) => copyWhole(source, join(staging, 'files'))))
  const names = files.map(({ name }) => `files/${name}`)
  const { from, notes } =
    format === 'arrow'
      ? await takeArrow(staging, names)
      : await findTable(format, { folder: staging, names, dates })
  await writeFile(join(staging, 'load.sql'), toScript(table, from), { flush: true })
  await rm(join(staging, '.temp'), { recursive: true, force: true })
  const others = await foldersBeside(table)
  const { rows, columns } = await tryLoad([...others, staging], ENGINE_LIMITS, { folder: staging, table })
  if (rows === 0 && (format === 'csv' || format === 'json'))
    throw new TakeInError('there are no rows, by which the types could be known')
  const record = {
    table,
    columns,
    rows,
    files,
    loadedAt: ctx.now().toISOString(),
    loadedBy: ctx.actor.name,
  }
  const before = (await listLoadedTables()).find((one) => one.table === table)
  await inTransaction(async (tx) => {
    await recordChange(tx, ctx, {
      action: 'table.loaded',
      subject: { kind: 'table', id: table },
      changes: {
        rows: { before: before?.rows ?? null, after: rows },
        columns: { before: before?.columns.length ?? null, after: columns.length },
        files: { before: before?.files.map(sumOf) ?? null, after: files.map(sumOf) },
      },
    })
    if (!(await publishTable(staging, record, { replace }))) throw shadowed(table)
  })
  const published = (await listLoadedTables()).find((one) => one.table === table)
  return { table: published ?? { ...record, folder: '' }, notes, replaced: before !== undefined }
}

const sumOf = ({ name, sha256 }: { name: string; sha256: string }) => `${name} ${sha256}`

/** What the engine loads besides. */
async function foldersBeside(table: string): Promise<string[]> {
  const loaded = await listLoadedTables()
  const folders = await loadedFolders()
  return [...(await ownFolders()), ...folders.filter((_, index) => loaded[index]?.table !== table)]
}

async function refuseShadow(table: string, replace: boolean): Promise<void> {
  if (replace) return
  const there = await tablesOf([...(await ownFolders()), ...(await loadedFolders())], ENGINE_LIMITS)
  if (there.has(table)) throw shadowed(table)
}

function shadowed(table: string): AppError {
  const words = `There is a table ${table} already: say --replace to put this one in its place, or --table with another name.`
  return new AppError('CONFLICT', { fieldErrors: { table: [words] } })
}

function invalid(words: string, cause?: unknown): AppError {
  return new AppError('VALIDATION', {
    fieldErrors: { file: [words] },
    ...(cause === undefined ? {} : { cause }),
  })
}

function tableName(path: string): string {
  return basename(path)
    .replace(/(\.[a-z]+)+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^(?=[0-9])/, '_')
}

async function findSources(path: string): Promise<{ format: TakeInFormat; sources: string[] }> {
  const found = await stat(path).catch(() => {
    throw new TakeInError(`${path} is not there, or may not be read`)
  })
  const sources = found.isDirectory()
    ? (await readdir(path, { withFileTypes: true }))
        .filter(
          (entry) =>
            entry.isFile() && !entry.name.startsWith('.') && FORMATS[extname(entry.name)] !== undefined,
        )
        .map((entry) => join(path, entry.name))
        .sort()
    : [path]
  if (sources.length === 0) throw new TakeInError(`${path} holds no file of a known kind (${kinds()})`)
  if (sources.length > MAX_FILES) throw new TakeInError(`${path} holds more than ${MAX_FILES} files`)
  const formats = new Set(sources.map((source) => FORMATS[extname(source).toLowerCase()]))
  const [format] = formats
  if (formats.size > 1)
    throw new TakeInError(`${path} holds files of several kinds: one table is made of one kind`)
  if (format === undefined) throw new TakeInError(`${basename(path)} is of no known kind (${kinds()})`)
  return { format, sources }
}

const kinds = () => Object.keys(FORMATS).join(', ')

/** Copies a file and says what was copied. @throws TakeInError when it is empty, or changes meanwhile */
async function copyWhole(source: string, folder: string): Promise<LoadedTable['files'][number]> {
  const name = basename(source).replaceAll(/[^\w.-]/g, '_')
  const copy = join(folder, name)
  const before = await stat(source)
  if (before.size === 0) throw new TakeInError(`${basename(source)} is empty`)
  await copyFile(source, copy, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new TakeInError(`two files would be called ${name}`)
    throw new TakeInError(`${basename(source)} cannot be read (${error.code})`, { cause: error })
  })
  const after = await stat(source)
  if (before.size !== after.size || before.mtimeMs !== after.mtimeMs)
    throw new TakeInError(`${basename(source)} changed while it was copied: load it once it is whole`)
  const handle = await open(copy, 'r+')
  await handle.sync().finally(() => handle.close())
  const hash = createHash('sha256')
  await pipeline(createReadStream(copy), hash)
  return { name, bytes: after.size, sha256: hash.digest('hex') }
}

function toScript(table: string, from: string): string {
  return `-- Made by \`pergola data load\`. The types were found once, in every row, and are what the engine reads from now on.
CREATE OR REPLACE TABLE ${identifier(table)} AS
SELECT * FROM ${from};
`
}
