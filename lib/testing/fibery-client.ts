import { createFiberyClient, type FiberyClient } from '@/lib/connectors/fibery/client'
import type { HttpLimits } from '@/lib/connectors/http'

export const TEST_TOKEN = 'a-token-that-must-not-be-logged'

/** The real connector towards a test's server: quick limits, no turns, and what it logs and takes written down. */
export function fiberyClientFor(
  baseUrl: string,
  limits: Partial<HttpLimits> = {},
): { client: FiberyClient; logged: string[]; turns: () => number } {
  const logged: string[] = []
  let turns = 0
  const listen = (fields: Record<string, unknown>, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`)
  }
  const client = createFiberyClient({
    baseUrl,
    credentials: { token: TEST_TOKEN },
    fetch,
    clock: { nowMs: () => performance.now() },
    logger: { info: listen, warn: listen },
    acquire: async () => {
      turns += 1
    },
    limits: { retries: 1, retryDelayMs: 1, timeoutMs: 400, budgetMs: 3_000, breakerAfter: 50, ...limits },
  })
  return { client, logged, turns: () => turns }
}
