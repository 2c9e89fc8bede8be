import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mappingsFolder } from '../folder'
import type { MappingFile } from '../mapping-file'

/** The files of `mappings/`, by name; none where there is no such folder. */
export async function readMappingFiles(folder = mappingsFolder()): Promise<MappingFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith('.yaml')).sort()
  return await Promise.all(
    files.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  )
}
