import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../start-error'
import { keycloakRealm } from './keycloak-realm'

const VERSION = '26.4.7'
const ARTIFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`
const READY_TIMEOUT_MS = 300_000
const KILL_AFTER_MS = 10_000
const ADMIN = { name: 'admin', password: 'only-on-this-computer' }

export type Keycloak = {
  /** `http://localhost:PORT/realms/pergola` */
  issuer: string
  /** Asks Keycloak's admin API of the realm: `users/ID/logout`. Answers the body, or null where there is none. */
  admin: (method: string, path: string, body?: unknown) => Promise<unknown>
  stop: () => Promise<void>
}

export type KeycloakOptions = {
  port: number
  portalUrl: string
  clientSecret: string
  /** Where the distribution is kept once it was fetched: `.cache/keycloak`. */
  cacheDir: string
}

/**
 * Starts a real Keycloak on loopback with the realm `pergola`, its data in memory. The first time it is fetched from
 * Maven Central (160 MB).
 * @throws StartError with the remedy: no Java, no Maven, not fetched, not ready.
 */
export async function startKeycloak(options: KeycloakOptions): Promise<Keycloak> {
  const home = fetchKeycloak(options.cacheDir)
  const imports = join(home, 'data/import')
  mkdirSync(imports, { recursive: true })
  writeFileSync(join(imports, 'pergola-realm.json'), JSON.stringify(keycloakRealm(options), null, 2))
  const logFile = join(options.cacheDir, 'keycloak.log')
  const child = launch(home, options.port, logFile)
  const base = `http://localhost:${options.port}`
  const issuer = `${base}/realms/pergola`
  const stop = () => end(child)
  try {
    await untilReady(child, issuer, logFile)
  } catch (error) {
    await stop()
    throw error
  }
  return { issuer, stop, admin: (method, path, body) => askAdmin(base, { method, path, body }) }
}

/** The folder of the distribution, fetched and unpacked when it is not there. */
function fetchKeycloak(cacheDir: string): string {
  const home = join(cacheDir, `keycloak-${VERSION}`)
  if (existsSync(join(home, 'bin/kc.sh'))) return home
  requirePrograms()
  const outcome = spawnSync(
    'mvn',
    ['-q', '-B', 'dependency:unpack', `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${cacheDir}`],
    { stdio: 'inherit' },
  )
  if (outcome.status === 0 && existsSync(join(home, 'bin/kc.sh'))) return home
  throw new StartError(`Maven could not fetch ${ARTIFACT}: look at its words above, and try again online.`)
}

function requirePrograms(): void {
  const missing = () => ['java', 'mvn'].filter((name) => spawnSync(name, ['-version']).error !== undefined)
  if (missing().length === 0) return
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
    const packages = ['default-jre-headless', 'maven']
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
      env,
    })
  }
  const left = missing()
  if (left.length > 0) {
    throw new StartError(
      `Keycloak needs ${left.join(' and ')}: install Java 17 or newer and Maven (Debian: apt-get install default-jre-headless maven).`,
    )
  }
}

function launch(home: string, port: number, logFile: string): ChildProcess {
  const log = openSync(logFile, 'w', 0o600)
  const child = spawn(
    'bash',
    [
      'bin/kc.sh',
      'start-dev',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--hostname=http://localhost:${port}`,
      '--db=dev-mem',
      '--import-realm',
    ],
    {
      cwd: home,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        NODE_ENV: 'production',
        JAVA_OPTS_APPEND: '-Xmx640m',
        KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.name,
        KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      },
    },
  )
  closeSync(log)
  // What ends us takes it along; bash has handed its process over to Java.
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

async function untilReady(child: ChildProcess, issuer: string, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  const lastWords = () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n  ')
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new StartError(`Keycloak ended at its start:\n  ${lastWords()}`)
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`).catch(() => null)
    if (answer?.ok) return
    await sleep(500)
  }
  throw new StartError(`Keycloak was not ready in ${READY_TIMEOUT_MS / 1000} s:\n  ${lastWords()}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const forced = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  await ended
  clearTimeout(forced)
}

type AdminCall = { method: string; path: string; body: unknown }

async function askAdmin(base: string, { method, path, body }: AdminCall): Promise<unknown> {
  const token = await fetch(`${base}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'admin-cli',
      username: ADMIN.name,
      password: ADMIN.password,
    }),
  })
  const { access_token } = (await token.json()) as { access_token: string }
  const response = await fetch(`${base}/admin/realms/pergola/${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`Keycloak's admin API answered ${response.status} to ${method} ${path}`)
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}
