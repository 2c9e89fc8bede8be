import { type ChildProcess, spawn } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './free-port'
import type { OsUser } from './os-user'
import { canWriteIn } from './os-user'
import type { PostgresBinaries } from './postgres-binaries'
import { StartError, systemCode } from './start-error'

export const SUPERUSER = 'postgres'

const READY_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 15_000
const MAJOR = '18'

export type Cluster = {
  /** The folder of the data itself. */
  folder: string
  user: OsUser
  binaries: PostgresBinaries
  superuserPassword: string
  /** What the server says, appended here. */
  logFile: string
  /** Only for data that is thrown away: no waiting for the disk. */
  throwAway?: boolean
}

/** A server that answers. `exited` resolves when it ends, whoever ended it. */
export type RunningServer = { pid: number; port: number; adminUrl: string; exited: Promise<void> }

/** Nothing of our environment (secrets, LANG) reaches the server. */
const SERVER_ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  NODE_ENV: 'production',
}

/**
 * Makes the cluster when there is none. It is made beside its place and moved there whole: a kill leaves no half one.
 * UTF-8 whatever LANG says, and one sort order on every machine.
 */
export async function initialise(cluster: Cluster): Promise<void> {
  if (existsSync(join(cluster.folder, 'PG_VERSION'))) return requireSameMajor(cluster.folder)
  const parent = dirname(cluster.folder)
  const half = join(parent, `${basename(cluster.folder)}.new`)
  const passwordFile = join(parent, `${basename(cluster.folder)}.password`)
  rmSync(half, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  mkdirSync(half, { mode: 0o700 })
  writeFileSync(passwordFile, cluster.superuserPassword, { mode: 0o600 })
  own(half, cluster.user)
  own(passwordFile, cluster.user)
  try {
    await run(cluster, cluster.binaries.initdb, [
      `--pgdata=${half}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(cluster.throwAway ? ['--no-sync'] : []),
    ])
    renameSync(half, cluster.folder)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function own(path: string, { uid, gid }: OsUser): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

function requireSameMajor(folder: string): void {
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  if (found === MAJOR) return
  throw new StartError(
    `The embedded database in ${folder} was made by PostgreSQL ${found}, and this version of Pergola carries ${MAJOR}: start the version that made it and dump it, or move the folder away to begin anew.`,
  )
}

/** Whom the data belongs to: the user who runs the server, whatever user would be chosen today. */
export function ownerOf(folder: string): OsUser | undefined {
  if (process.getuid?.() !== 0 || !existsSync(folder)) return undefined
  const { uid, gid } = statSync(folder)
  return uid === 0 ? undefined : { uid, gid }
}

function run(cluster: Cluster, program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...cluster.user,
      cwd: '/',
      env: SERVER_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.on('data', (chunk) => {
      said += chunk
    })
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      const lastLine = said.trim().split('\n').at(-1) ?? `exit code ${code}`
      reject(
        new StartError(`The embedded PostgreSQL could not be set up (${basename(program)}: ${lastLine}).`),
      )
    })
  })
}

/**
 * Starts the server on a loopback port (a free one unless named) and waits until it answers. Tried again while the
 * processes of a killed server let go of its memory.
 */
export async function startServer(cluster: Cluster, port?: number): Promise<RunningServer> {
  if (!canWriteIn(cluster.folder, cluster.user)) {
    throw new StartError(
      `The embedded database's folder ${cluster.folder} cannot be written: give it back to the user who made it, or set PERGOLA_DATA_DIR to another folder.`,
    )
  }
  const deadline = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    const server = await tryStart(cluster, port ?? (await freePort()), deadline)
    if (server !== undefined) return server
    if (Date.now() > deadline) {
      throw new StartError(
        `The embedded PostgreSQL does not come up; the reason is at the end of ${cluster.logFile}.`,
      )
    }
    await sleep(250)
  }
}

async function tryStart(
  cluster: Cluster,
  port: number,
  deadline: number,
): Promise<RunningServer | undefined> {
  const log = openSync(cluster.logFile, 'a', 0o600)
  // A group of its own: Ctrl-C in the terminal must not end the database before those who use it.
  const child = spawn(cluster.binaries.postgres, serverArgs(cluster, port), {
    ...cluster.user,
    cwd: '/',
    env: SERVER_ENV,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const exited = new Promise<void>((resolve) => {
    child.on('exit', () => resolve())
    child.on('error', () => resolve())
  })
  const adminUrl = adminUrlOf(cluster, port)
  try {
    while (Date.now() < deadline && !hasEnded(child)) {
      if (await answers(adminUrl)) return { pid: child.pid ?? 0, port, adminUrl, exited }
      await Promise.race([sleep(50), exited])
    }
  } catch (error) {
    if (child.pid !== undefined) await stopServer(child.pid)
    throw error
  }
  if (!hasEnded(child)) child.kill('SIGQUIT')
  return undefined
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

function serverArgs(cluster: Cluster, port: number): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // TCP with a password only: a socket's path can be too long, and its folder not ours.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Short queries: compiling them costs more than it saves.
    jit: 'off',
    max_connections: '200',
    ...(cluster.throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster.folder, '-p', String(port), ...flags]
}

export function adminUrlOf(cluster: Cluster, port: number): string {
  return `postgresql://${SUPERUSER}:${encodeURIComponent(cluster.superuserPassword)}@127.0.0.1:${port}/postgres`
}

/** True when the server takes this address. A wrong password is said, since waiting does not mend it. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === '28P01') {
      throw new StartError(
        'The embedded database does not know the password in secrets.json: restore that file beside it, or move the whole data folder away to begin anew.',
        { cause: error },
      )
    }
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** True for a process that runs. One that has ended and that nobody has collected (an init that does not) is none. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z'
  } catch {
    return !existsSync('/proc/self/stat') || existsSync(`/proc/${pid}`)
  }
}

/** Ends the server: clients' work is rolled back and all is written (`fast`); by force when it does not end in time. */
export async function stopServer(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    const deadline = Date.now() + STOP_TIMEOUT_MS
    while (isAlive(pid) && Date.now() < deadline) await sleep(25)
  }
}
