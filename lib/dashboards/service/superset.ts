import { createSupersetClient, type SupersetClient } from '@/lib/connectors/superset/client'
import { env } from '@/lib/platform/env'
import type { Env } from '@/lib/platform/env-schema'
import { AppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'

export type Superset = {
  client: SupersetClient
  /** Without a slash at its end, as all three. */
  baseUrl: string
  /** What browsers frame. */
  publicUrl: string
}

type Settings = Pick<Env, 'SUPERSET_URL' | 'SUPERSET_PUBLIC_URL' | 'SUPERSET_USER' | 'SUPERSET_PASSWORD'>

// One client a process, so that there is one breaker and one sign-in: Next bundles pages, actions and the worker apart.
const store = globalThis as typeof globalThis & { pergolaSuperset?: Superset }

/** @throws AppError NOT_CONFIGURED when none is set. */
export function superset(): Superset {
  store.pergolaSuperset ??= connectSuperset(env())
  return store.pergolaSuperset
}

/** @throws AppError NOT_CONFIGURED */
export function connectSuperset(
  settings: Settings,
  limits: Parameters<typeof createSupersetClient>[0]['limits'] = {},
): Superset {
  const { SUPERSET_URL: url, SUPERSET_USER: user, SUPERSET_PASSWORD: password } = settings
  if (url === undefined || user === undefined || password === undefined) {
    throw new AppError('NOT_CONFIGURED', { details: { system: 'superset' } })
  }
  const client = createSupersetClient({
    baseUrl: bare(url),
    credentials: { user, password },
    fetch,
    clock: { nowMs: () => performance.now() },
    logger,
    limits,
  })
  return { client, baseUrl: bare(url), publicUrl: bare(settings.SUPERSET_PUBLIC_URL ?? url) }
}

/** What browsers frame; null while no Superset is configured. */
export function supersetAddress(): string | null {
  const { SUPERSET_URL: url, SUPERSET_PUBLIC_URL: publicUrl } = env()
  return url === undefined ? null : bare(publicUrl ?? url)
}

function bare(url: string): string {
  return url.replace(/\/+$/, '')
}

/** The origin that may frame a dashboard. */
export function portalOrigin(): string {
  return new URL(env().APP_BASE_URL).origin
}
