import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parseEnv as parseDotenv } from 'node:util'
import { CONNECTING } from '@/lib/platform/connecting'
import { EnvError, parseEnv } from '@/lib/platform/env'
import { StartError } from './start-error'

export type Environment = Record<string, string | undefined>

/** What was asked for, before anything is started. */
export type Settings = {
  /** All variables, `.env` included; empty ones left out. */
  given: Record<string, string>
  host: string
  port: number
  baseUrl: string
  dataDir: string
  /** The parts that nothing was configured for. */
  embedded: { database: boolean; signIn: boolean; fibery: boolean }
  /** Whether demo data may be loaded (DESIGN §3: into the embedded database, or where it was asked for). */
  demo: boolean
}

const SIGN_IN = ['AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET']
const FIBERY = CONNECTING.fibery.needs

/** Fits the schema where a value comes from an embedded part that does not run yet. */
export const PLACEHOLDERS: Record<string, string> = {
  DATABASE_URL: 'postgresql://unset@127.0.0.1:1/unset',
  AUTH0_DOMAIN: 'localhost:1',
  AUTH0_CLIENT_ID: 'unset',
  AUTH0_CLIENT_SECRET: 'unset',
  AUTH0_SECRET: 'f'.repeat(64),
  PERGOLA_AUDIT_KEY: 'f'.repeat(64),
}

/** Variables of the process, with those of `.env` behind them. */
export function readEnvironment(
  repository: string,
  source: Environment = process.env,
): Record<string, string> {
  const file = join(repository, '.env')
  const written = existsSync(file) ? parseDotenv(readFileSync(file, 'utf8')) : {}
  const given = Object.entries({ ...written, ...withoutEmpty(source) })
  return Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

function withoutEmpty(source: Environment): Environment {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value))
}

/** @throws StartError naming each bad variable and the remedy, never a value. */
export function readSettings(repository: string, given: Record<string, string>): Settings {
  const isSet = (name: string) => name in given || `${name}_FILE` in given
  requireWhole('Sign-in', SIGN_IN, isSet)
  requireWhole('Fibery', FIBERY, isSet)
  if (isSet('DATABASE_MIGRATOR_URL') && !isSet('DATABASE_URL')) {
    throw new StartError(
      'DATABASE_MIGRATOR_URL is set without DATABASE_URL: set both, or neither for the embedded database.',
    )
  }
  const parsed = parseOrExplain({ ...unsetOf(PLACEHOLDERS, isSet), ...given })
  const baseUrl = (isSet('APP_BASE_URL') ? parsed.APP_BASE_URL : baseUrlOf(parsed.HOST, parsed.PORT)).replace(
    /\/+$/,
    '',
  )
  const settings = {
    given,
    host: parsed.HOST,
    port: parsed.PORT,
    baseUrl,
    dataDir: resolve(repository, parsed.PERGOLA_DATA_DIR),
    embedded: {
      database: !isSet('DATABASE_URL'),
      signIn: !isSet('AUTH0_DOMAIN'),
      fibery: !isSet('FIBERY_URL'),
    },
    demo: parsed.PERGOLA_DEMO === '1' || (parsed.PERGOLA_DEMO === undefined && !isSet('DATABASE_URL')),
  }
  return closedToOthers(settings)
}

/** The stand-ins know everybody's password: they serve a portal on this machine only. */
function closedToOthers(settings: Settings): Settings {
  const open = !isLoopback(settings.host)
    ? `HOST is ${settings.host}`
    : !isLoopback(new URL(settings.baseUrl).hostname)
      ? `APP_BASE_URL is ${settings.baseUrl}`
      : undefined
  if (open === undefined) return settings
  if (settings.embedded.signIn) {
    throw new StartError(
      `${open}, which others can reach, and the demo sign-in serves this machine only: set ${SIGN_IN.join(', ')} to your identity provider, or leave HOST and APP_BASE_URL unset.`,
    )
  }
  return { ...settings, embedded: { ...settings.embedded, fibery: false } }
}

function requireWhole(system: string, names: readonly string[], isSet: (name: string) => boolean): void {
  const missing = names.filter((name) => !isSet(name))
  if (missing.length === 0 || missing.length === names.length) return
  throw new StartError(
    `${system} is configured by half: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing beside ${names.filter(isSet).join(', ')}. Set ${missing.length === 1 ? 'it' : 'them'} too, or unset the rest to use the embedded one.`,
  )
}

function unsetOf(defaults: Record<string, string>, isSet: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => !isSet(name)))
}

function parseOrExplain(environment: Record<string, string>) {
  try {
    return parseEnv(environment)
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    throw new StartError(
      `${error.problems.join('. ')}. Correct that in the environment or in .env and start again.`,
      {
        cause: error,
      },
    )
  }
}

function baseUrlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') {
    throw new StartError(
      `HOST is ${host}, every address of this machine: set APP_BASE_URL to the one by which people reach the portal.`,
    )
  }
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** True for names and addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
  )
}
