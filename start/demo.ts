import { spawn } from 'node:child_process'
import { join } from 'node:path'
import pg from 'pg'
import type { HouseDatabase } from './database'
import type { Settings } from './settings'
import { StartError } from './start-error'

export type DemoOptions = {
  settings: Settings
  database: HouseDatabase
  /** The portal's environment: the demo data goes in through the portal's own services. */
  env: Record<string, string>
  repository: string
}

/**
 * Loads the demo data the first time, and gives the demo accounts their roles for as long as the stand-in signs people
 * in. Answers what was done, in words.
 */
export async function loadDemo(options: DemoOptions): Promise<string> {
  const { settings, database } = options
  const facts = await readFacts(database.migratorUrl)
  const wantsData = settings.demo && !facts.has('demo-data')
  const wantsAccess = settings.embedded.signIn
  if (!wantsData && facts.has('demo-access') === wantsAccess) {
    return settings.demo ? 'loaded before' : 'none wanted'
  }
  return await runLoader(options, [...(wantsData ? ['data'] : []), wantsAccess ? 'access' : 'no-access'])
}

async function readFacts(url: string): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ key: string }>('SELECT key FROM installation_fact')
    return new Set(rows.map((row) => row.key))
  } finally {
    await client.end()
  }
}

/** In a process of its own: the portal's modules read their environment once, and ours is another. */
function runLoader({ repository, env }: DemoOptions, wanted: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(repository, 'start/load-demo.ts'), ...wanted],
      {
        cwd: repository,
        env: { ...env, NODE_ENV: 'production', LOG_LEVEL: 'error' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let said = ''
    let failure = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    child.stderr.on('data', (chunk) => {
      failure += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve(said.trim())
      reject(
        new StartError(
          `The demo data could not be loaded: ${(failure || said).trim() || `exit code ${code}`}`,
        ),
      )
    })
  })
}
