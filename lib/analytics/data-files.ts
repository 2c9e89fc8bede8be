import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { dataDir } from '@/lib/platform/env'

/** A table that was loaded into the embedded engine: what stands in `<data folder>/analytics/<table>.json`. */
export type LoadedTable = {
  table: string
  /** The folder beside it with `load.sql` and the files. */
  folder: string
  columns: readonly { name: string; type: string }[]
  rows: number
  files: readonly { name: string; bytes: number; sha256: string }[]
  loadedAt: string
  loadedBy: string
}

const RECORD = '.json'
/** What is being made, and what no record names any more, is left alone for so long: somebody may be reading it. */
const LEFT_ALONE_MS = 3_600_000

/** Where this installation keeps what was loaded. */
export function loadedRoot(): string {
  return resolve(/* turbopackIgnore: true */ dataDir(), 'analytics')
}

/** A path below a folder of the installation, which the build is not to look for among the sources. */
function within(folder: string, name: string): string {
  return join(/* turbopackIgnore: true */ folder, name)
}

/** The tables that were loaded, by name. A record is written whole or not at all, so that each one here is whole. */
export async function listLoadedTables(root = loadedRoot()): Promise<LoadedTable[]> {
  const records = (await namesIn(root))
    .filter((name) => name.endsWith(RECORD) && !name.startsWith('.'))
    .sort()
  return await Promise.all(
    records.map(async (name) => JSON.parse(await readFile(within(root, name), 'utf8')) as LoadedTable),
  )
}

export async function loadedFolders(root = loadedRoot()): Promise<string[]> {
  return (await listLoadedTables(root)).map(({ folder }) => within(root, folder))
}

/** A folder of its own for what is being made: nothing reads it until a record names it. */
export async function makeStaging(root = loadedRoot()): Promise<string> {
  const folder = within(root, `.making-${randomUUID()}`)
  await mkdir(within(folder, 'files'), { recursive: true, mode: 0o700 })
  return folder
}

/**
 * Puts a table that was made in its place, in one step: until the record is written the old one holds, and after it the
 * new one. @returns false when there is one of that name already and it is not to be replaced.
 */
export async function publishTable(
  staging: string,
  record: Omit<LoadedTable, 'folder'>,
  { replace, root = loadedRoot() }: { replace: boolean; root?: string },
): Promise<boolean> {
  const folder = `${record.table}.${randomUUID().slice(0, 8)}`
  await rename(staging, within(root, folder))
  const whole = within(root, `.${folder}${RECORD}`)
  await writeFile(whole, `${JSON.stringify({ ...record, folder } satisfies LoadedTable, null, 2)}\n`, {
    flush: true,
  })
  const place = within(root, `${record.table}${RECORD}`)
  try {
    if (replace) await rename(whole, place)
    else await link(whole, place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    await rm(within(root, folder), { recursive: true, force: true })
    return false
  } finally {
    await rm(whole, { force: true })
    await flushFolder(root)
  }
  return true
}

/** @returns false when there is none of that name. */
export async function withdrawTable(table: string, root = loadedRoot()): Promise<boolean> {
  const record = within(root, `${table}${RECORD}`)
  if ((await stat(record).catch(() => null)) === null) return false
  await rm(record)
  await flushFolder(root)
  return true
}

/** Takes away what a load that was killed left, and what was replaced, once nobody can be reading it. */
export async function sweepLoaded(now: Date, root = loadedRoot()): Promise<void> {
  const named = new Set((await listLoadedTables(root)).map(({ folder }) => folder))
  for (const name of await namesIn(root)) {
    if (named.has(name) || (name.endsWith(RECORD) && !name.startsWith('.'))) continue
    const { mtimeMs } = await stat(within(root, name))
    if (now.getTime() - mtimeMs > LEFT_ALONE_MS)
      await rm(within(root, name), { recursive: true, force: true })
  }
}

async function namesIn(root: string): Promise<string[]> {
  return await readdir(/* turbopackIgnore: true */ root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}

/** A name that was given or taken outlasts the machine's end too. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(/* turbopackIgnore: true */ folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
