import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadedFolders } from './data-files'
import { analyticsFolder } from './folder'

/** Folders whose `load.sql` makes tables: those that come with the portal, then what an operator loaded, which wins. */
export async function findDataFolders(): Promise<string[]> {
  return [...(await ownFolders()), ...(await loadedFolders())]
}

/** Those that come with the portal. */
export async function ownFolders(): Promise<string[]> {
  const data = join(analyticsFolder(), 'data')
  const entries = await readdir(data, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(data, entry.name))
    .sort()
}

/** Changes when a file of the data folders does: their names, sizes and times of change. */
export async function dataFilesVersion(): Promise<string> {
  const folders = await findDataFolders()
  const files = (await Promise.all(folders.map(filesOf))).flat()
  const hash = createHash('sha256')
  for (const [index, { size, mtimeMs }] of (await Promise.all(files.map((file) => stat(file)))).entries()) {
    hash.update(`${files[index]} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 32)
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.sort()
}
