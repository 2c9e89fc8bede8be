import { createHash } from 'node:crypto'
import { createDremioClient, type DremioClientOptions } from '@/lib/connectors/dremio/client'
import { dremioError } from '@/lib/connectors/dremio/errors'
import type { StatementRequest } from '@/lib/connectors/tabular'
import { pool } from '@/lib/platform/db'
import { parseDottedPath } from '@/lib/platform/dotted-path'
import type { Env } from '@/lib/platform/env-schema'
import { logger } from '@/lib/platform/logger'
import { type Acquire, createRateSlots, NoRateSlot } from '@/lib/platform/rate-slot'
import type { Engine } from './engine-shape'
import { flightFirst } from './flight-first'
import { createFlightRows } from './flight-rows'

export type DremioSettings = Pick<
  Env,
  | 'DREMIO_USER'
  | 'DREMIO_PASSWORD'
  | 'DREMIO_TOKEN'
  | 'DREMIO_PROJECT'
  | 'DREMIO_SCHEMA'
  | 'DREMIO_FLIGHT_URL'
  | 'DREMIO_STATEMENTS_AT_ONCE'
  | 'DREMIO_TIMEOUT_SECONDS'
> & { DREMIO_URL: string }

/**
 * Dremio at the configured address, by its REST API; rows by Arrow Flight where that has an address too. It binds no values
 * and tells no version of its data.
 */
export function createDremioEngine(settings: DremioSettings): Engine {
  const client = createDremioClient({ ...dremioOptions(settings), acquire: cloudTurns(settings) })
  const flight = createFlightRows(settings)
  const open =
    flight === undefined
      ? client.open
      : flightFirst({
          flight: flight.open,
          rest: client.open,
          nowMs: () => performance.now(),
          warn: (details, message) => logger.warn(details, message),
        })
  const within = (request: StatementRequest): StatementRequest => {
    const timeoutMs = Math.min(request.timeoutMs, settings.DREMIO_TIMEOUT_SECONDS * 1_000)
    return { ...request, timeoutMs }
  }
  return {
    ...client,
    open: (request) => open(within(request)),
    explain: (request) => client.explain(within(request)),
    system: 'dremio',
    label: 'Dremio',
    binds: false,
    identity: identityOf(settings),
    embedded: false,
    statementsAtOnce: settings.DREMIO_STATEMENTS_AT_ONCE,
    dataVersion: async () => '',
    close: async () => {
      await Promise.all([client.close(), flight?.close()])
    },
  }
}

/** Where Dremio is and as whom it is asked, for whoever asks it. */
export function dremioOptions(settings: DremioSettings): DremioClientOptions {
  const { DREMIO_USER: user = '', DREMIO_PASSWORD: password = '', DREMIO_TOKEN: accessToken } = settings
  return {
    baseUrl: settings.DREMIO_URL,
    credentials: accessToken === undefined ? { user, password } : { accessToken },
    project: settings.DREMIO_PROJECT,
    schema: parseDottedPath(settings.DREMIO_SCHEMA ?? '') ?? undefined,
    fetch,
    clock: { nowMs: () => performance.now() },
    logger,
  }
}

/** Another account or schema may see other rows: its answers are others. A token is known by its mark alone. */
function identityOf(settings: DremioSettings): string {
  const { DREMIO_URL, DREMIO_PROJECT = '', DREMIO_USER, DREMIO_TOKEN = '', DREMIO_SCHEMA = '' } = settings
  const mark = createHash('sha256').update(DREMIO_TOKEN).digest('hex').slice(0, 16)
  return ['dremio', new URL(DREMIO_URL).host, DREMIO_PROJECT, DREMIO_USER ?? mark, DREMIO_SCHEMA]
    .join(' ')
    .trim()
}

/** What Cloud allows one address in a minute (docs/connectors/dremio.md), with a tenth left for others. */
const CLOUD_PER_MINUTE = { login: 600, submit: 600, status: 90, results: 900, cancel: 90 } as const
const MAX_WAIT_MS = 30_000

/** Turns over all replicas, for Cloud alone: software has no such limits. */
function cloudTurns({ DREMIO_PROJECT, DREMIO_URL }: DremioSettings): DremioClientOptions['acquire'] {
  if (DREMIO_PROJECT === undefined) return undefined
  const slots = new Map<keyof typeof CLOUD_PER_MINUTE, Acquire>()
  return async (call, signal, withinMs = MAX_WAIT_MS) => {
    const key = `dremio ${call} ${new URL(DREMIO_URL).host}`
    const intervalMs = Math.ceil(60_000 / CLOUD_PER_MINUTE[call])
    const acquire =
      slots.get(call) ??
      createRateSlots({ pool: pool(), rates: [{ key, intervalMs }], maxWaitMs: MAX_WAIT_MS })
    slots.set(call, acquire)
    try {
      await acquire(signal, withinMs)
    } catch (error) {
      if (!(error instanceof NoRateSlot)) throw error
      const detail = `no turn within ${Math.round(withinMs)} ms under Dremio Cloud's limits`
      throw dremioError({ layer: 'refused', code: 'LIMITER_FULL', operation: call, detail })
    }
  }
}
