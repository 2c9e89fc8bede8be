import { afterAll, vi } from 'vitest'
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
