import { createWebClient, type WebClient } from '@/lib/connectors/web/client'
import { pool } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { type HostRule, parseHostRules } from '@/lib/platform/host-rules'
import { createRateSlots } from '@/lib/platform/rate-slot'

/** A request a second at each host, over all replicas. */
const INTERVAL_MS = 1_000
const MAX_WAIT_MS = 30_000
export const TURN_KEY = 'link host '
export const USER_AGENT = 'Pergola-Link-Check/1.0'

/** What links are asked with. */
export function linkWeb(): WebClient {
  return createWebClient({ userAgent: USER_AGENT, allowed: allowedHosts(), turn: hostTurns() })
}

/** LINK_CHECK_ALLOW_HOSTS, and the workspace, which the portal talks with anyway. */
export function allowedHosts(): HostRule[] {
  const { FIBERY_URL: workspace, LINK_CHECK_ALLOW_HOSTS: text = '' } = env()
  const rules = parseHostRules(text)
  if ('problem' in rules) throw new Error(`LINK_CHECK_ALLOW_HOSTS ${rules.problem}`)
  if (workspace === undefined) return rules
  const { hostname, port, protocol } = new URL(workspace)
  const own = parseHostRules(`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`)
  return 'problem' in own ? rules : [...rules, ...own]
}

/** Turns at hosts: one request at a time in this process, which alone checks, and spaced over all replicas. */
export function hostTurns(): (hostname: string, signal: AbortSignal) => Promise<() => void> {
  const last = new Map<string, Promise<void>>()
  return async (hostname, signal) => {
    const before = last.get(hostname) ?? Promise.resolve()
    const { promise: done, resolve: giveBack } = Promise.withResolvers<void>()
    last.set(
      hostname,
      before.then(() => done),
    )
    try {
      await orLeft(before, signal)
      await createRateSlots({
        pool: pool(),
        rates: [{ key: `${TURN_KEY}${hostname}`, intervalMs: INTERVAL_MS }],
        maxWaitMs: MAX_WAIT_MS,
      })(signal)
      return giveBack
    } catch (error) {
      giveBack()
      throw error
    }
  }
}

async function orLeft(before: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { promise: left, reject } = Promise.withResolvers<never>()
  const leave = () => reject(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  try {
    await Promise.race([before, left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
