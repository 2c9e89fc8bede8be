import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { env } from './env'

/**
 * Where files are kept: bytes under the hash of their content. What is in the store and what the records say cannot be one
 * transaction, so bytes come first and the record after: a crash between leaves bytes that no record names, which a sweep
 * takes away, and never a record without its bytes.
 */
export type FileStore = {
  /** Keeps bytes and answers their key; the same bytes are kept once. They are on the disk when it answers. */
  put: (bytes: Uint8Array) => Promise<string>
  /** The bytes of a key; null when they are not there. */
  read: (key: string) => Promise<Buffer<ArrayBuffer> | null>
  /** Takes bytes away that were last put before a moment; those put since stay. */
  removeOlder: (key: string, before: Date) => Promise<boolean>
  /** Keys that were last put before a moment, a batch at a time. */
  listOlder: (before: Date) => AsyncIterable<string[]>
}

const KEY = /^[0-9a-f]{64}$/

function keyOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A file store in a folder: `ab/cd…`, two hex digits a folder. Written beside, synced and then renamed into place. */
export function createFolderStore(folder: string): FileStore {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error('not a key of the file store')
    return join(folder, key.slice(0, 2), key)
  }
  return {
    put: async (bytes) => {
      const key = keyOf(bytes)
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true })
      if (await touch(path)) return key
      await writeWhole(join(folder, 'incoming'), path, bytes)
      return key
    },
    read: async (key) => {
      try {
        return await readFile(pathOf(key))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    removeOlder: async (key, before) => {
      const path = pathOf(key)
      if (!(await isOlder(path, before))) return false
      await rm(path, { force: true })
      return true
    },
    listOlder: (before) => listOlder(folder, before),
  }
}

/** Makes a file that is there young again, so that no sweep takes it between here and its record; false when it is not. */
async function touch(path: string): Promise<boolean> {
  const now = new Date()
  try {
    await utimes(path, now, now)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function writeWhole(incoming: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(incoming, { recursive: true })
  const draft = join(incoming, randomUUID())
  try {
    const file = await open(draft, 'wx', 0o640)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await unlink(draft).catch(() => {})
    throw error
  }
  // The name itself is on the disk only when its folder is.
  const parent = await open(dirname(path), 'r')
  await parent.sync().finally(() => parent.close())
}

async function* listOlder(folder: string, before: Date): AsyncIterable<string[]> {
  const parts = await readdir(folder).catch((error) => (isMissing(error) ? [] : Promise.reject(error)))
  for (const part of parts) {
    if (part === 'incoming') await sweepDrafts(join(folder, part), before)
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    const keys: string[] = []
    for (const name of await readdir(join(folder, part))) {
      if (KEY.test(name) && (await isOlder(join(folder, part, name), before))) keys.push(name)
    }
    if (keys.length > 0) yield keys
  }
}

/** What a process that was killed left half written. */
async function sweepDrafts(incoming: string, before: Date): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    if (await isOlder(path, before)) await rm(path, { force: true })
  }
}

async function isOlder(path: string, before: Date): Promise<boolean> {
  const found = await stat(path).catch((error) => (isMissing(error) ? null : Promise.reject(error)))
  return found !== null && found.mtime < before
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ENOENT'
}

/** The portal's own store, in its data folder. */
export function fileStore(): FileStore {
  return createFolderStore(join(env().PERGOLA_DATA_DIR, 'files'))
}
