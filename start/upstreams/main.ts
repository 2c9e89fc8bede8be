import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeWhole } from '../data-folder'
import { createReport } from '../report'
import { StartError } from '../start-error'
import { startDuckdbFlight } from './flight-sql'
import { startKeycloak } from './keycloak'
import { KEYCLOAK_CLIENT, KEYCLOAK_PASSWORD, KEYCLOAK_PEOPLE, KEYCLOAK_SCOPE } from './keycloak-realm'
import { startSuperset } from './superset'

// `npm run upstreams`: real systems on loopback for a portal on this machine, until Ctrl-C. With names after `--` only
// those: `npm run upstreams -- superset`.
const portalUrl = `http://localhost:${process.env.PORT || 3000}`
const SETTINGS_FILE = resolve('.data/upstreams.env')
/** A start that is interrupted puts away what it began; one that fetches packages is not waited for. */
const LONGEST_WAIT_MS = 30_000
const report = createReport((line) => console.log(line))

/** What runs, what people are told of it, and what the portal is to be told. */
type Upstream = {
  stop: () => Promise<void>
  words: string
  settings: Record<string, string>
  /** Fulfilled, with what to say, when it ends without having been told to. */
  ended?: Promise<string>
}

async function keycloak(): Promise<Upstream> {
  console.log('Keycloak (the first time it is fetched, 160 MB) …')
  const clientSecret = 'a-secret-for-this-computer-only'
  const { issuer, stop } = await startKeycloak({
    port: 8181,
    portalUrl,
    clientSecret,
    cacheDir: resolve('.cache/keycloak'),
  })
  return {
    stop,
    words: `Keycloak: ${issuer}; people: ${Object.keys(KEYCLOAK_PEOPLE).join(', ')}; password: ${KEYCLOAK_PASSWORD}`,
    settings: {
      AUTH0_DOMAIN: issuer,
      AUTH0_CLIENT_ID: KEYCLOAK_CLIENT,
      AUTH0_CLIENT_SECRET: clientSecret,
      AUTH0_SCOPE: KEYCLOAK_SCOPE,
      PERGOLA_ADMINS: `${issuer}|${KEYCLOAK_PEOPLE.admin.id}`,
    },
  }
}

async function flightSql(): Promise<Upstream> {
  console.log('A Flight SQL server (the first time its packages are fetched, 80 MB) …')
  const account = { user: 'portal', password: 'only-on-this-computer' }
  const { url, stop } = await startDuckdbFlight({
    port: 32_010,
    ...account,
    load: ['analytics/data/northwind'],
    environment: resolve('.venv/flight-sql'),
  })
  const words = `Arrow Flight SQL: ${url}; user: ${account.user}; password: ${account.password}`
  return { stop, words, settings: {} }
}

async function superset(): Promise<Upstream> {
  console.log(
    'Superset (the first time its packages are fetched, 300 MB, and its tables made: a minute or two) …',
  )
  const { stop, admin, ...one } = await startSuperset({
    port: 8188,
    portalOrigin: portalUrl,
    keep: true,
    report,
  })
  return {
    stop,
    ended: one.ended.then(() => `Superset has ended. Its last words stand in ${one.logFile}.`),
    words: `Superset: ${one.publicUrl}/dashboard/list/; user: ${admin.user}; password: ${admin.password}`,
    settings: {
      SUPERSET_URL: one.url,
      SUPERSET_PUBLIC_URL: one.publicUrl,
      SUPERSET_GUEST_SECRET: one.guestSecret,
      SUPERSET_USER: one.user,
      SUPERSET_PASSWORD: one.password,
    },
  }
}

const UPSTREAMS: Record<string, () => Promise<Upstream>> = {
  keycloak,
  'flight-sql': flightSql,
  superset,
}

/** The command line reads the environment too: without these it would speak of a portal without Superset. */
const HOW_TO_USE = `  set -a; . .data/upstreams.env; set +a
  npm start                                # in this terminal: the portal
  npx pergola dashboards list --refresh    # in another one, after the line above: the command line`

const running: Upstream[] = []
/** What is being started: fulfilled in any case, when it runs or has put away what it began. */
let starting: Promise<unknown> = Promise.resolve()
let isEnding = false

async function stop(): Promise<void> {
  isEnding = true
  rmSync(SETTINGS_FILE, { force: true })
  await Promise.race([starting, sleep(LONGEST_WAIT_MS)])
  await Promise.allSettled(running.map((upstream) => upstream.stop()))
}

/** Nothing that was started stays when we are told to end, or when a later one cannot be started. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in UPSTREAMS))
  if (unknown.length > 0) {
    throw new StartError(`There is no ${unknown.join(', ')}: choose of ${Object.keys(UPSTREAMS).join(', ')}.`)
  }
  for (const [name, start] of Object.entries(UPSTREAMS)) {
    if (isEnding || (names.length > 0 && !names.includes(name))) continue
    const begun = start().then((upstream) => running.push(upstream))
    starting = begun.catch(() => {})
    await begun
  }
  if (isEnding) return
  const settings = running.flatMap((upstream) => Object.entries(upstream.settings))
  const lines = settings.map(([name, value]) => `${name}='${value}'`)
  mkdirSync(resolve('.data'), { recursive: true })
  writeWhole(SETTINGS_FILE, `${lines.join('\n')}\n`, 0o600)
  console.log(`\n${running.map((upstream) => upstream.words).join('\n')}`)
  console.log(`\nStart the portal with these (they stand in .data/upstreams.env while this runs):\n`)
  console.log(`${lines.join('\n')}\n\n${HOW_TO_USE}\n\nCtrl-C stops everything.`)
  for (const { ended } of running) void ended?.then((words) => giveUp(words))
}

/** One of them is away: what is said above would not hold any more. */
async function giveUp(words: string): Promise<void> {
  console.error(words)
  await stop()
  process.exit(1)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stop().finally(() => process.exit(0)))
}
try {
  await main(process.argv.slice(2))
} catch (error) {
  // What is told to end while it starts has failed for that reason.
  if (!isEnding) console.error(error instanceof StartError ? error.message : error)
  await stop()
  process.exit(1)
}
