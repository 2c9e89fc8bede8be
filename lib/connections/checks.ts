import { probeDremio, probeEngine } from '@/lib/analytics/service/probe-engines'
import { type ConnectorLayer, isConnectorError } from '@/lib/connectors/errors'
import { createFiberyClient } from '@/lib/connectors/fibery/client'
import { createHttpReader } from '@/lib/connectors/http'
import { probeSuperset } from '@/lib/dashboards/service/probe-superset'
import { fiberyTurns } from '@/lib/knowledge/service/fibery'
import type { Env } from '@/lib/platform/env-schema'
import { isAppError } from '@/lib/platform/errors'
import { checkDatabase } from '@/lib/platform/health'
import { parseIssuer } from '@/lib/platform/issuer'
import { logger } from '@/lib/platform/logger'
import { checkEngine } from '@/lib/workflows/service'
import type { CheckResult, ConnectionSystem } from './model'
import { targetsOf } from './targets'

export const CHECK_TIMEOUT_MS = 5_000

/** One attempt, within the time of a check: whoever asks waits for it. */
const ONE_ATTEMPT = { timeoutMs: CHECK_TIMEOUT_MS, budgetMs: CHECK_TIMEOUT_MS, retries: 0 }
const clock = { nowMs: () => performance.now() }

type Answer = { ok: true; detail: string } | { ok: false; code: string; detail: string }
type Check = (env: Env) => Promise<Answer>

const CHECKS: Partial<Record<ConnectionSystem, Check>> = {
  postgresql: async () => {
    const { ok } = await checkDatabase()
    if (ok) return { ok, detail: 'It answered.' }
    return { ok, code: 'DATABASE_UNAVAILABLE', detail: 'It did not answer within 2 s.' }
  },

  openid: async ({ AUTH0_DOMAIN }) => {
    const issuer = parseIssuer(AUTH0_DOMAIN)
    if ('problem' in issuer) return { ok: false, code: 'SHAPE', detail: `AUTH0_DOMAIN ${issuer.problem}.` }
    const http = createHttpReader({
      system: 'openid',
      fetch,
      clock,
      logger,
      acquire: async () => {},
      limits: { ...ONE_ATTEMPT, maxBytes: 1024 * 1024 },
    })
    const base = issuer.url.replace(/\/$/, '')
    const url = `${base}/.well-known/openid-configuration`
    const { text } = await http.read({ operation: 'discover', requestId: 'check', url })
    const told = (JSON.parse(text) as { issuer?: unknown }).issuer
    if (typeof told === 'string' && told.replace(/\/$/, '') === base) {
      return { ok: true, detail: 'Its discovery document names the issuer that is configured.' }
    }
    return { ok: false, code: 'SHAPE', detail: 'Its discovery document names another issuer.' }
  },

  fibery: async ({ FIBERY_URL, FIBERY_TOKEN }) => {
    if (FIBERY_URL === undefined || FIBERY_TOKEN === undefined) {
      return { ok: false, code: 'NOT_CONFIGURED', detail: 'FIBERY_URL and FIBERY_TOKEN are not set.' }
    }
    const client = createFiberyClient({
      baseUrl: FIBERY_URL,
      credentials: { token: FIBERY_TOKEN },
      fetch,
      clock,
      logger,
      acquire: fiberyTurns(new URL(FIBERY_URL).host, FIBERY_TOKEN),
      limits: ONE_ATTEMPT,
    })
    const reply = await client.readCatalog({ requestId: 'check', etag: null })
    const count = reply.state === 'read' ? reply.catalog.databases.length : 0
    return { ok: true, detail: `It answered with ${count} databases.` }
  },

  dremio: async ({ DREMIO_URL, ...settings }) => {
    if (DREMIO_URL === undefined)
      return { ok: false, code: 'NOT_CONFIGURED', detail: 'DREMIO_URL is not set.' }
    const { tables } = await probeDremio({ ...settings, DREMIO_URL }, ONE_ATTEMPT)
    return { ok: true, detail: `It answered with ${tables} tables and views.` }
  },

  superset: async (settings) => {
    if (settings.SUPERSET_URL === undefined) {
      return { ok: false, code: 'NOT_CONFIGURED', detail: 'SUPERSET_URL is not set.' }
    }
    const { version, dashboards, warning } = await probeSuperset(settings, ONE_ATTEMPT)
    const told = `It answered as Superset ${version ?? 'of an unknown version'} with ${dashboards} dashboards.`
    return { ok: true, detail: warning === null ? told : `${told} ${warning}` }
  },

  duckdb: async () => {
    const { tables } = await probeEngine()
    return { ok: true, detail: `It answered with ${tables} tables.` }
  },

  dbos: async () => {
    const { migrated, liveExecutors } = await checkEngine()
    if (!migrated) return { ok: false, code: 'NOT_MIGRATED', detail: 'The schema dbos is not there.' }
    if (liveExecutors === 0) {
      return { ok: false, code: 'NO_EXECUTOR', detail: 'Its tables answer, but no replica takes up runs.' }
    }
    const replicas = liveExecutors === 1 ? '1 replica takes' : `${liveExecutors} replicas take`
    return { ok: true, detail: `${replicas} up runs.` }
  },
}

/** Asks one system now, within five seconds. null for one that is not connected. Never throws. */
export async function runCheck(system: ConnectionSystem, env: Env): Promise<CheckResult | null> {
  const target = targetsOf(env)[system]
  const check = CHECKS[system]
  if (target === null || check === undefined) return null
  const startedAt = clock.nowMs()
  try {
    const answer = await withinTime(check(env))
    if (!answer.ok) return { target, ...answer }
    return { ...answer, target, latencyMs: Math.round(clock.nowMs() - startedAt) }
  } catch (error) {
    return { ok: false, target, ...faultOf(error) }
  }
}

async function withinTime(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const detail = `It did not answer within ${CHECK_TIMEOUT_MS / 1000} s.`
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, code: 'TIMEOUT', detail }), CHECK_TIMEOUT_MS)
  })
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

const LAYER_WORDS: Record<ConnectorLayer, string> = {
  unreachable: 'It could not be reached',
  timeout: 'It took too long',
  http: 'It refused what was asked',
  protocol: 'It answered with something else than was asked for',
  validation: 'Its answer was not of the shape agreed',
  refused: 'It was not asked',
}

function faultOf(error: unknown): { code: string; detail: string } {
  if (isConnectorError(error)) {
    const more = error.detail === '' ? '' : ` (${error.detail})`
    return { code: error.code, detail: `${LAYER_WORDS[error.layer]}${more}.` }
  }
  if (isAppError(error)) return { code: error.code, detail: 'The database did not answer.' }
  const { code } = (error ?? {}) as { code?: unknown }
  return { code: typeof code === 'string' ? code : 'UNREACHABLE', detail: 'It could not be asked.' }
}
