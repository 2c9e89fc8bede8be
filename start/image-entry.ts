import './log-lines'
import { randomUUID } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { RIGHTS } from '@/lib/access/model'
import { EnvError, env } from '@/lib/platform/env'
import { applyMigrations } from './migrations'
import { StartError } from './start-error'

// What an image runs (bundled to dist/serve.mjs, beside Next's server.js): checks the environment, brings the database to
// this version, loads demo data where PERGOLA_DEMO=1 asks for it, and serves. Several at once are safe: migrations take
// turns. Nothing is embedded here and no stand-in is known: what is missing is an error.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

async function prepare(): Promise<void> {
  const { DATABASE_URL, DATABASE_MIGRATOR_URL, PERGOLA_DEMO, PERGOLA_DATA_DIR } = env()
  // One folder, whatever a part of the house takes for its own.
  process.env.PERGOLA_DATA_DIR = resolve(root, PERGOLA_DATA_DIR)
  await applyMigrations({ portalUrl: DATABASE_URL, migratorUrl: DATABASE_MIGRATOR_URL ?? DATABASE_URL }, root)
  if (PERGOLA_DEMO === '1') {
    const { loadDemoData } = await import('@/lib/demo/service')
    const { closeDatabase } = await import('@/lib/platform/db')
    const rights = RIGHTS.map((right) => ({ right }))
    const actor = { kind: 'job' as const, id: 'start', name: 'start', rights }
    await loadDemoData({ actor, requestId: randomUUID(), now: () => new Date() }, { root, again: false })
    await closeDatabase()
  }
}

try {
  process.chdir(root)
  await prepare()
} catch (error) {
  const isKnown = error instanceof EnvError || error instanceof StartError
  console.error(isKnown ? error.message : error)
  process.exit(1)
}
// The migrator's power ends here: the portal works without it (lib/platform/db.ts).
delete process.env.DATABASE_MIGRATOR_URL
delete process.env.DATABASE_MIGRATOR_URL_FILE
process.env.HOSTNAME = process.env.HOST ?? '0.0.0.0'
process.env.NEXT_MANUAL_SIG_HANDLE = 'true'
await import(pathToFileURL(resolve(root, 'server.js')).href)
