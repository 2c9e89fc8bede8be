import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readEnvironment, readSettings } from '@/start/settings'
import { findRunning, type House, prepareEnvironment } from './environment'

const NODE_MAJOR = 24

/** One thing that `pergola doctor` looked at. `remedy` is what to do where it is not `ok`. */
export type Check = {
  name: string
  state: 'ok' | 'warning' | 'failed'
  found: string
  remedy?: string
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

export function checkNode(version = process.versions.node): Check {
  const found = `Node ${version}`
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return { name: 'node', state: 'ok', found }
  return { name: 'node', state: 'failed', found, remedy: `run \`npm ci\`, which brings Node ${NODE_MAJOR}.` }
}

export function checkSettings(root: string, given = readEnvironment(root)): Check {
  const name = 'environment'
  try {
    const { embedded, baseUrl, dataDir } = readSettings(root, given)
    const running = findRunning(dataDir)
    const own = Object.entries(embedded).flatMap(([part, is]) => (is ? [part] : []))
    const parts = own.length === 0 ? 'nothing embedded' : `embedded: ${own.join(', ')}`
    return { name, state: 'ok', found: `${running ? `running at ${running.url}` : baseUrl}, ${parts}` }
  } catch (error) {
    return { name, state: 'failed', found: 'not usable', remedy: messageOf(error) }
  }
}

/** Opens the database as the portal would. The caller closes the house. */
export async function checkDatabase(): Promise<{ check: Check; house?: House }> {
  const name = 'database'
  try {
    const house = await prepareEnvironment()
    const { pool } = await import('@/lib/platform/db')
    const { rows } = await pool().query<{ version: string }>(
      `SELECT current_setting('server_version') AS version`,
    )
    const whose = house.settings.embedded.database ? 'embedded' : 'configured'
    return { check: { name, state: 'ok', found: `PostgreSQL ${rows[0]?.version}, ${whose}` }, house }
  } catch (error) {
    return { check: { name, state: 'failed', found: 'not usable', remedy: messageOf(error) } }
  }
}

export async function checkMigrations(root: string): Promise<Check> {
  const name = 'migrations'
  const { pool } = await import('@/lib/platform/db')
  const there = readdirSync(join(root, 'prisma/migrations'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  const ledger = await pool().query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  )
  const { rows } = ledger.rows[0]?.there
    ? await pool().query<{ name: string }>(
        'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
      )
    : { rows: [] }
  const applied = new Set(rows.map((row) => row.name))
  const pending = there.filter((entry) => !applied.has(entry.name)).map((entry) => entry.name)
  if (pending.length === 0) return { name, state: 'ok', found: `${applied.size} applied, none pending` }
  return {
    name,
    state: 'failed',
    found: `${pending.length} pending: ${pending.join(', ')}`,
    remedy: 'start the portal: it applies them.',
  }
}
