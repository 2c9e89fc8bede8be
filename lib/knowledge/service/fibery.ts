import { createHash } from 'node:crypto'
import { createFiberyClient, type FiberyClient } from '@/lib/connectors/fibery/client'
import { fiberyError } from '@/lib/connectors/fibery/errors'
import { pool } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import { createRateSlots, intervalFor, NoRateSlot } from '@/lib/platform/rate-slot'

/** Fibery's own limits: docs/connectors/fibery.md. */
const TOKEN_PER_SECOND = 3
const WORKSPACE_PER_SECOND = 7
const MAX_WAIT_MS = 30_000

export type Workspace = {
  client: FiberyClient
  baseUrl: string
  /** FIBERY_SPACES; null: all that the workspace's own schema names. */
  spaces: string[] | null
  /** A workspace on loopback is the stand-in: what comes from it is demo data. */
  isDemo: boolean
}

// One client a process, so that there is one breaker: Next bundles pages, actions and the worker apart.
const store = globalThis as typeof globalThis & { pergolaFibery?: Workspace }

/** @throws AppError NOT_CONFIGURED when no workspace is set. */
export function fiberyWorkspace(): Workspace {
  store.pergolaFibery ??= connect()
  return store.pergolaFibery
}

function connect(): Workspace {
  const { FIBERY_URL: baseUrl, FIBERY_TOKEN: token } = env()
  if (baseUrl === undefined || token === undefined) {
    throw new AppError('NOT_CONFIGURED', { details: { system: 'fibery' } })
  }
  const { host, hostname } = new URL(baseUrl)
  const client = createFiberyClient({
    baseUrl,
    credentials: { token },
    fetch,
    clock: { nowMs: () => performance.now() },
    logger,
    acquire: fiberyTurns(host, token),
  })
  const isDemo = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return { client, baseUrl, spaces: configuredSpaces(), isDemo }
}

/** Turns at a workspace for all that ask it with this token, in every replica. */
export function fiberyTurns(
  host: string,
  token: string,
): (signal: AbortSignal, withinMs?: number) => Promise<void> {
  const fingerprint = createHash('sha256').update(token).digest('hex').slice(0, 16)
  const acquire = createRateSlots({
    pool: pool(),
    rates: [
      { key: `fibery token ${fingerprint}`, intervalMs: intervalFor(TOKEN_PER_SECOND) },
      { key: `fibery workspace ${host}`, intervalMs: intervalFor(WORKSPACE_PER_SECOND) },
    ],
    maxWaitMs: MAX_WAIT_MS,
  })
  return async (signal, withinMs = MAX_WAIT_MS) => {
    try {
      await acquire(signal, withinMs)
    } catch (error) {
      if (!(error instanceof NoRateSlot)) throw error
      const detail = `no turn within ${Math.round(withinMs)} ms under Fibery's limits`
      throw fiberyError({
        layer: 'refused',
        code: 'LIMITER_FULL',
        operation: 'acquire',
        retryable: false,
        detail,
      })
    }
  }
}

function configuredSpaces(): string[] | null {
  const names = (env().FIBERY_SPACES ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return names.length === 0 ? null : [...new Set(names)]
}
