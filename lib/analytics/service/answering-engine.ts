import { randomUUID } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Engine, engine } from '../engine'
import { analyticsFolder } from '../folder'
import type { Query } from '../model'

/** What answers a query, and what its answers hang on. */
export type AnsweringEngine = {
  engine: Engine
  /** For the key of an answer: which engine, and where. */
  identity: string
  /** Empty when the engine cannot tell. */
  dataVersion: string
  /** Where statements at once are counted: over all replicas, or in this process when the engine is in it. */
  place: string
  statementsAtOnce: number
}

const PROCESS = randomUUID()
const EMBEDDED = new Set(['duckdb'])
const AT_ONCE = { embedded: 2, elsewhere: 4 }

const lastVersions = new Map<string, string>()

/** The engine of a query. One that cannot tell its data's version at present has the last one that it told. */
export async function answeringEngine(_query: Query): Promise<AnsweringEngine> {
  const asked = engine()
  const embedded = EMBEDDED.has(asked.system)
  const dataVersion = await versionOf(asked).catch(() => lastVersions.get(asked.system) ?? '')
  lastVersions.set(asked.system, dataVersion)
  return {
    engine: asked,
    identity: asked.system,
    dataVersion,
    place: embedded ? `${asked.system} ${PROCESS}` : asked.system,
    statementsAtOnce: embedded ? AT_ONCE.embedded : AT_ONCE.elsewhere,
  }
}

async function versionOf(asked: Engine): Promise<string> {
  if (!EMBEDDED.has(asked.system)) return ''
  const data = join(analyticsFolder(), 'data')
  const files = (await readdir(data, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const stats = await Promise.all(files.map((file) => stat(file)))
  return files.map((file, index) => `${file} ${stats[index]?.mtimeMs} ${stats[index]?.size}`).join('\n')
}
