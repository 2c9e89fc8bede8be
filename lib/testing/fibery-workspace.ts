import { afterAll, vi } from 'vitest'
import type { HttpLimits } from '@/lib/connectors/http'
import { type FiberyServer, startFiberyServer } from './fibery-server'

/**
 * A workspace for one test file, set by the environment. The environment is read once, so this stands in `vi.hoisted`,
 * before anything is imported:
 *
 *     const fibery = await vi.hoisted(async () => (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace())
 */
export async function fiberyWorkspace(environment: Record<string, string> = {}): Promise<FiberyServer> {
  const server = await startFiberyServer()
  Object.assign(process.env, { FIBERY_URL: server.url, FIBERY_TOKEN: 'token', ...environment })
  withoutTurns()
  afterAll(() => server.close())
  return server
}

/** Fibery's limits are tried in rate-slot's own test and with the stand-in; elsewhere they would only cost time. */
export function withoutTurns(): void {
  vi.doMock('@/lib/platform/rate-slot', async (original) => ({
    ...(await original<typeof import('@/lib/platform/rate-slot')>()),
    createRateSlots: () => async () => {},
  }))
}

/** The connector's own deadlines, shorter, so that twenty faults do not take twenty minutes; no pause after them. */
export function inAHurry({ timeoutMs, budgetMs }: Pick<HttpLimits, 'timeoutMs' | 'budgetMs'>): void {
  const quick = { timeoutMs, budgetMs, retries: 1, retryDelayMs: 1, breakerAfter: 1_000 }
  vi.doMock('@/lib/connectors/http', async (original) => {
    const real = await original<typeof import('@/lib/connectors/http')>()
    return {
      ...real,
      createHttpReader: (options: Parameters<typeof real.createHttpReader>[0]) =>
        real.createHttpReader({ ...options, limits: { ...options.limits, ...quick } }),
    }
  })
}

/** Pages are asked for by somebody who may read the knowledge base. In `vi.hoisted`, too. */
export function readBySomebody(): void {
  vi.doMock('@/lib/access/loaders', async (original) => {
    const { reader } = await import('./knowledge')
    return {
      ...(await original<object>()),
      pageCtx: async () => ({ ...reader(), user: SOMEBODY, roles: [] }),
    }
  })
}

const SOMEBODY = {
  id: 'reader',
  name: 'Test Reader',
  email: null,
  theme: 'light',
  timeZone: 'UTC',
  locale: 'en-GB',
}
