import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleApart } from './bundle-apart'
import { waitForLock } from './process-lock'
import type { Report } from './report'
import { PLACEHOLDERS } from './settings'
import { hashSources } from './source-hash'
import { StartError } from './start-error'

const TURN_TIMEOUT_MS = 15 * 60_000
const LAST_LINES = 30

/** Where the server stands that the build made, complete with what Next leaves out of it. */
export const STANDALONE = '.next/standalone'

/** Generates the database client when the schema or Prisma's version is another than last time. */
export async function ensureDatabaseClient(repository: string): Promise<'made' | 'fresh'> {
  const stamp = join(repository, 'generated/prisma/.made-from')
  const hash = createHash('sha256')
  for (const file of ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']) {
    hash.update(readFileSync(join(repository, file)))
  }
  const wanted = hash.digest('hex')
  if (stampOf(stamp) === wanted) return 'fresh'
  return await inTurn(repository, async () => {
    if (stampOf(stamp) === wanted) return 'fresh'
    await run(
      repository,
      ['node_modules/prisma/build/index.js', 'generate'],
      'The database client could not be generated',
    )
    writeFileSync(stamp, wanted)
    return 'made'
  })
}

/** True when the build was made from other sources than those that stand here now. */
export function isBuildStale(repository: string): boolean {
  return stampOf(join(repository, STANDALONE, '.made-from')) !== hashSources(repository)
}

/** Makes Next's production build when it is stale. One process builds at a time. */
export async function ensureBuild(repository: string, report: Report): Promise<'made' | 'fresh'> {
  if (!isBuildStale(repository)) return 'fresh'
  return await inTurn(repository, async () => {
    const wanted = hashSources(repository)
    const stamp = join(repository, STANDALONE, '.made-from')
    if (stampOf(stamp) === wanted) return 'fresh'
    report.say('  The build is missing or older than the sources: making it, which takes about a minute.')
    // First, so that a build which is killed half-way counts as none.
    rmSync(join(repository, STANDALONE), { recursive: true, force: true })
    await run(repository, ['node_modules/next/dist/bin/next', 'build'], 'The production build failed')
    completeStandalone(repository)
    await bundleApart(repository, join(repository, STANDALONE))
    writeFileSync(stamp, wanted)
    return 'made'
  })
}

/** What the portal reads while it runs. Sources that Next's tracing could not rule out are left behind. */
const KEPT = new Set([
  '.next',
  'analytics',
  'dashboards',
  'mappings',
  'node_modules',
  'package.json',
  'prisma',
  'public',
  'server.js',
])

/** Adds what the standalone server serves and does not carry by itself, and takes out what it does not need. */
function completeStandalone(repository: string): void {
  const standalone = join(repository, STANDALONE)
  for (const name of readdirSync(standalone)) {
    if (!KEPT.has(name)) rmSync(join(standalone, name), { recursive: true })
  }
  cpSync(join(repository, '.next/static'), join(standalone, '.next/static'), { recursive: true })
  if (existsSync(join(repository, 'public'))) {
    cpSync(join(repository, 'public'), join(standalone, 'public'), { recursive: true })
  }
}

function stampOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

async function inTurn<T>(repository: string, work: () => Promise<T>): Promise<T> {
  const cache = join(repository, '.cache')
  mkdirSync(cache, { recursive: true })
  const turn = await waitForLock(join(cache, 'build.lock'), TURN_TIMEOUT_MS, 'building')
  try {
    return await work()
  } finally {
    turn.release()
  }
}

/** A build reads no configuration: it is given values that fit and mean nothing. */
function run(repository: string, args: string[], failure: string): Promise<void> {
  const { NODE_OPTIONS: _options, ...inherited } = process.env
  const env = { ...inherited, ...PLACEHOLDERS, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve()
      const lines = output.trim().split('\n').slice(-LAST_LINES).join('\n')
      reject(new StartError(`${failure} (${signal ?? `exit code ${code}`}). Its last words:\n${lines}`))
    })
  })
}
