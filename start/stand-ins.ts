import { join } from 'node:path'
import { nextFreePort } from './ports'
import type { Report } from './report'
import type { Secrets } from './secrets'
import type { Settings } from './settings'
import { nodeArgs, type SupervisedProcess, superviseProcess } from './supervised-process'

const READY_TIMEOUT_MS = 30_000
const CLIENT_ID = 'pergola'
/** The demo administrator's subject at the stand-in (local/oidc/accounts.ts). */
const ADMIN_SUBJECT = 'demo-admin'

export type StandIns = {
  processes: SupervisedProcess[]
  /** What the portal is told, so that it finds them. */
  env: Record<string, string>
}

/** A program below `local/` that prints `ready <address>` once it listens. */
type StandIn = { name: string; program: string; log: string; env: Record<string, string> }

/** Starts the stand-in for each system that is not configured; none when others reach the portal (settings.ts). */
export async function startStandIns(
  settings: Settings,
  given: { secrets: Secrets; repository: string; report: Report },
): Promise<StandIns> {
  const plans: StandIn[] = []
  const env: Record<string, string> = {}
  let lastPort = settings.port
  if (settings.embedded.signIn) {
    lastPort = await nextFreePort(lastPort)
    plans.push(signInStandIn(settings, given.secrets, lastPort))
    Object.assign(env, signInEnv(settings, given.secrets, lastPort))
  }
  if (settings.embedded.fibery) {
    lastPort = await nextFreePort(lastPort)
    plans.push(fiberyStandIn(settings, given.secrets, lastPort))
    Object.assign(env, {
      FIBERY_URL: `http://127.0.0.1:${lastPort}`,
      FIBERY_TOKEN: given.secrets.fiberyToken,
    })
  }
  const outcomes = await Promise.allSettled(plans.map((plan) => start(plan, settings, given)))
  const processes = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) {
    await Promise.all(processes.map((one) => one.stop()))
    throw failed.reason
  }
  return { processes, env }
}

function signInStandIn(settings: Settings, secrets: Secrets, port: number): StandIn {
  return {
    name: 'The demo sign-in',
    program: 'local/oidc/main.ts',
    log: 'oidc.log',
    env: {
      OIDC_PORT: String(port),
      OIDC_PORTAL_URL: settings.baseUrl,
      OIDC_CLIENT_ID: CLIENT_ID,
      OIDC_CLIENT_SECRET: secrets.signInClient,
      OIDC_COOKIE_SECRET: secrets.signInKeys,
      OIDC_DATA_DIR: join(settings.dataDir, 'oidc'),
    },
  }
}

function signInEnv(settings: Settings, secrets: Secrets, port: number): Record<string, string> {
  const issuer = `http://localhost:${port}/oidc`
  const admin = `${issuer}|${ADMIN_SUBJECT}`
  const named = settings.given.PERGOLA_ADMINS
  return {
    AUTH0_DOMAIN: `localhost:${port}/oidc`,
    AUTH0_CLIENT_ID: CLIENT_ID,
    AUTH0_CLIENT_SECRET: secrets.signInClient,
    PERGOLA_ADMINS: named === undefined ? admin : `${named},${admin}`,
  }
}

function fiberyStandIn(settings: Settings, secrets: Secrets, port: number): StandIn {
  return {
    name: 'The sample knowledge base',
    program: 'local/fibery/main.ts',
    log: 'fibery.log',
    env: {
      PORT: String(port),
      PERGOLA_STANDIN_TOKEN: secrets.fiberyToken,
      PERGOLA_STANDIN_PORTAL_URL: settings.baseUrl,
    },
  }
}

function start(
  standIn: StandIn,
  settings: Settings,
  { repository, report }: { repository: string; report: Report },
): Promise<SupervisedProcess> {
  const plan = {
    name: standIn.name,
    command: process.execPath,
    args: nodeArgs(repository, join(repository, standIn.program)),
    cwd: repository,
    // Nothing of the portal's own environment: a stand-in has no business with its secrets.
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', TZ: 'UTC', ...standIn.env },
    logFile: join(settings.dataDir, standIn.log),
    readyTimeoutMs: READY_TIMEOUT_MS,
    ready: async ({ until }: { until: (pattern: RegExp) => Promise<string> }) => {
      await until(/^ready \S+$/m)
    },
  }
  return superviseProcess(plan, report)
}
