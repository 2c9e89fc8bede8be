import { z } from 'zod'
import { CONNECTING, settingsWords } from './connecting'
import { parseDottedPath } from './dotted-path'
import { parseHostRules } from './host-rules'
import { parseIssuer } from './issuer'

/** `''` counts as unset, so that `NAME=` in a file means "not given". */
const text = z.string().trim().min(1)
const optional = <T extends z.ZodType>(schema: T) => schema.optional()
const port = z.coerce.number().int().min(1).max(65535)
const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )
const secret = z.string().min(32, 'must be at least 32 characters; make one with `openssl rand -hex 32`')
const addressSecret = z
  .string()
  .regex(
    /^[\w-]{32,200}$/,
    'must be 32 or more letters, digits, - and _, since it stands in an address; make one with `openssl rand -hex 32`',
  )
const timeZone = text.refine((value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}, 'must be an IANA time zone such as Europe/Amsterdam')
const locale = text.refine((value) => {
  try {
    return Intl.getCanonicalLocales(value).length === 1
  } catch {
    return false
  }
}, 'must be a BCP 47 locale such as en-GB')

const dottedPath = text.refine(
  (value) => parseDottedPath(value) !== null,
  'must be a path such as Sales.Northwind, with double quotes around a part that holds a dot',
)

const issuerDomain = text.superRefine((value, context) => {
  const parsed = parseIssuer(value)
  if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem })
})

const hostRules = text.superRefine((value, context) => {
  const parsed = parseHostRules(value)
  if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem })
})

/** What the portal reads from its environment, grouped by system. README and .env.example are held to it by a test. */
export const ENV_GROUPS = {
  server: {
    PORT: port.default(3000),
    HOST: text.default('localhost'),
    APP_BASE_URL: url(['http:', 'https:']).default('http://localhost:3000'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    PERGOLA_DATA_DIR: text.default('.data'),
    PERGOLA_TIME_ZONE: timeZone.default('UTC'),
    PERGOLA_LOCALE: locale.default('en-GB'),
    PERGOLA_OPS_TOKEN: optional(secret),
    PERGOLA_DEMO: optional(z.enum(['0', '1'])),
  },
  database: {
    DATABASE_URL: url(['postgres:', 'postgresql:']),
    DATABASE_MIGRATOR_URL: optional(url(['postgres:', 'postgresql:'])),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  },
  signIn: {
    AUTH0_DOMAIN: issuerDomain,
    AUTH0_CLIENT_ID: text,
    AUTH0_CLIENT_SECRET: text,
    AUTH0_SECRET: secret,
    AUTH0_SCOPE: text
      .refine((value) => value.split(/\s+/).includes('openid'), 'must include openid')
      .default('openid profile email offline_access'),
    AUTH0_GROUPS_CLAIM: text.default('groups'),
    PERGOLA_GROUPS_REREAD_SECONDS: z.coerce.number().int().min(1).max(3600).default(300),
    PERGOLA_SESSION_IDLE_SECONDS: z.coerce.number().int().min(60).max(2_592_000).default(28_800),
    PERGOLA_SESSION_MAX_SECONDS: z.coerce.number().int().min(60).max(7_776_000).default(259_200),
    PERGOLA_ADMINS: optional(text),
  },
  audit: {
    PERGOLA_AUDIT_KEY: secret,
  },
  fibery: {
    FIBERY_URL: optional(url(['http:', 'https:'])),
    FIBERY_TOKEN: optional(text),
    FIBERY_SPACES: optional(text),
    FIBERY_WEBHOOK_SECRET: optional(addressSecret),
    FIBERY_ENTITY_LIMIT: z.coerce.number().int().min(100).max(20_000).default(5_000),
  },
  dremio: {
    DREMIO_URL: optional(url(['http:', 'https:'])),
    DREMIO_USER: optional(text),
    DREMIO_PASSWORD: optional(text),
    DREMIO_TOKEN: optional(text),
    DREMIO_PROJECT: optional(text),
    DREMIO_SCHEMA: optional(dottedPath),
    DREMIO_FLIGHT_URL: optional(url(['grpc:', 'grpc+tls:'])),
    DREMIO_READ_ONLY: optional(z.enum(['0', '1'])),
    DREMIO_STATEMENTS_AT_ONCE: z.coerce.number().int().min(1).max(100).default(4),
    DREMIO_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(3_600).default(300),
  },
  superset: {
    SUPERSET_URL: optional(url(['http:', 'https:'])),
    SUPERSET_PUBLIC_URL: optional(url(['http:', 'https:'])),
    SUPERSET_USER: optional(text),
    SUPERSET_PASSWORD: optional(text),
    SUPERSET_TOKENS: z.enum(['signed', 'asked']).default('signed'),
    SUPERSET_GUEST_SECRET: optional(secret),
    SUPERSET_GUEST_AUDIENCE: text.default('superset'),
    SUPERSET_TOKEN_SECONDS: z.coerce.number().int().min(15).max(300).default(300),
  },
  links: {
    LINK_CHECK_ALLOW_HOSTS: optional(hostRules),
  },
} as const

/** Given together or not at all: half of a system is an error that names the other half. */
const TOGETHER: Record<string, readonly string[]> = {
  [CONNECTING.fibery.name]: CONNECTING.fibery.needs,
}

/** Whoever names Dremio's address says as whom the portal asks it, in one way. */
function dremioProblems(given: Record<string, unknown>): [name: string, message: string][] {
  const isSet = (name: string) => given[name] !== undefined
  const named = ['DREMIO_USER', 'DREMIO_PASSWORD', 'DREMIO_TOKEN', 'DREMIO_PROJECT', 'DREMIO_SCHEMA']
  const beside = [...named, 'DREMIO_FLIGHT_URL', 'DREMIO_READ_ONLY'].filter(isSet)
  if (!isSet('DREMIO_URL')) {
    return beside.length === 0 ? [] : [['DREMIO_URL', `is missing beside ${beside.join(', ')}`]]
  }
  if (isSet('DREMIO_PROJECT') && isSet('DREMIO_FLIGHT_URL')) {
    const why = "over Flight, Cloud would answer from the organization's default project"
    return [['DREMIO_FLIGHT_URL', `cannot stand beside DREMIO_PROJECT: ${why}`]]
  }
  const [user, password, token] = ['DREMIO_USER', 'DREMIO_PASSWORD', 'DREMIO_TOKEN'].map(isSet)
  if (token && (user || password)) {
    return [['DREMIO_TOKEN', 'stands beside DREMIO_USER or DREMIO_PASSWORD: give the one or the others']]
  }
  if (token) return []
  if (isSet('DREMIO_PROJECT'))
    return [['DREMIO_TOKEN', 'is missing; Dremio Cloud (DREMIO_PROJECT) takes nothing else']]
  const missing = user ? 'DREMIO_PASSWORD' : 'DREMIO_USER'
  if (user && password) return []
  return [
    [missing, 'is missing; Dremio needs DREMIO_URL, and DREMIO_USER with DREMIO_PASSWORD or DREMIO_TOKEN'],
  ]
}

/** Whoever names Superset's address says as whom its dashboards are listed, and how a reader's token comes about. */
function supersetProblems(given: Record<string, unknown>): [name: string, message: string][] {
  const isSet = (name: string) => given[name] !== undefined
  const named = ['SUPERSET_PUBLIC_URL', 'SUPERSET_USER', 'SUPERSET_PASSWORD', 'SUPERSET_GUEST_SECRET']
  if (!isSet('SUPERSET_URL')) {
    const beside = named.filter(isSet)
    return beside.length === 0 ? [] : [['SUPERSET_URL', `is missing beside ${beside.join(', ')}`]]
  }
  const words = `is missing; Superset needs ${settingsWords('superset')}`
  const problems = CONNECTING.superset.needs
    .filter((name) => !isSet(name))
    .map((name): [string, string] => [name, words])
  if (given.SUPERSET_TOKENS === 'asked' || isSet('SUPERSET_GUEST_SECRET')) return problems
  const secret =
    "is missing: give it the value of Superset's GUEST_TOKEN_JWT_SECRET, or set SUPERSET_TOKENS to asked"
  return [...problems, ['SUPERSET_GUEST_SECRET', secret]]
}

/**
 * Systems that nothing in this version speaks to, and names that a system's address or credentials do not have here. Who sets their address or credentials expects them to be used: that is
 * an error, not silence. Variables of those programs themselves (DAGSTER_HOME, SUPERSET_CONFIG_PATH) are not ours.
 */
const NOT_SUPPORTED =
  /^(?:(DAGSTER)_(?:\w+_)?(?:URL|TOKEN|USER|USERNAME|PASSWORD|API_KEY)|(SUPERSET)_(?:TOKEN|USERNAME|API_KEY))(?:_FILE)?$/

const INSTEAD: Record<string, string> = {
  SUPERSET: 'the portal signs in there with SUPERSET_USER and SUPERSET_PASSWORD',
  DAGSTER: "workflows run on the portal's own engine",
}

/** One line for each variable of a system that this version does not know; null for any other name. */
export function notSupported(name: string): string | null {
  const [, dagster, superset] = NOT_SUPPORTED.exec(name) ?? []
  const system = dagster ?? superset
  return system === undefined
    ? null
    : `${name} is not supported by this version (${INSTEAD[system]}): unset it`
}

const shape = {
  ...ENV_GROUPS.server,
  ...ENV_GROUPS.database,
  ...ENV_GROUPS.signIn,
  ...ENV_GROUPS.audit,
  ...ENV_GROUPS.fibery,
  ...ENV_GROUPS.dremio,
  ...ENV_GROUPS.superset,
  ...ENV_GROUPS.links,
}

export const envSchema = z.object(shape).superRefine((values, context) => {
  const given = values as Record<string, unknown>
  for (const [name, message] of [...dremioProblems(given), ...supersetProblems(given)]) {
    context.addIssue({ code: 'custom', path: [name], message })
  }
  for (const [system, names] of Object.entries(TOGETHER)) {
    const missing = names.filter((name) => given[name] === undefined)
    if (missing.length === 0 || missing.length === names.length) continue
    for (const name of missing) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `is missing; ${system} needs ${names.join(', ')}`,
      })
    }
  }
})

export type Env = z.infer<typeof envSchema>

export const ENV_NAMES = Object.keys(shape) as (keyof Env)[]
