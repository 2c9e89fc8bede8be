import { createSupersetGuest, type GuestAnswer, mayFrame } from '@/lib/connectors/superset/guest'
import { keepNewest } from '@/lib/platform/newest'
import { soon } from '@/lib/platform/soon'
import type { EmbeddingState } from '../embedding'

export type Host = {
  /** What the server asks. */
  supersetUrl: string
  /** Whose pages frame it. */
  portalOrigin: string
  embeddedId: string
}

/** A page never waits longer for what it says of Superset; the question itself goes on, for the next one who asks. */
const WAIT_MS = 500
const TIMEOUT_MS = 4_000
const FRESH_MS = 3_000
/** What is wrong is looked at again sooner than those who wait for it ask. */
const FRESH_FAULT_MS = 1_000
const MOST_KEPT = 500

const OPEN: EmbeddingState = { obstacle: null, detail: '' }

/** Whether what was last heard of it was not good, however long ago, or an answer is overdue. */
export function isHostDoubtful(host: Host): boolean {
  const { asked, askedAt, state } = keptOf(host)
  if (asked !== null && performance.now() - askedAt >= WAIT_MS) return true
  return state !== null && state.obstacle !== null
}

type Kept = {
  asked: Promise<EmbeddingState> | null
  askedAt: number
  state: EmbeddingState | null
  at: number
}

// One answer a process, whoever asks: Next bundles pages and route handlers apart.
const store = globalThis as typeof globalThis & { pergolaEmbedding?: Map<string, Kept> }

/**
 * Whether a browser would be shown the dashboard, by what Superset answers this server: in half a second, or `slow`. At
 * most one question is under way a dashboard. Never throws.
 */
export async function hostState(host: Host): Promise<EmbeddingState> {
  const kept = keptOf(host)
  const age = performance.now() - kept.at
  if (kept.state !== null && age < (kept.state.obstacle === null ? FRESH_MS : FRESH_FAULT_MS))
    return kept.state
  if (kept.asked === null) {
    kept.askedAt = performance.now()
    kept.asked = askHost(host).then((state) => {
      Object.assign(kept, { asked: null, state, at: performance.now() })
      return state
    })
  }
  const found = await soon(kept.asked, WAIT_MS)
  return found?.value ?? { obstacle: 'slow', detail: `no answer within ${WAIT_MS} ms` }
}

function keptOf({ supersetUrl, embeddedId }: Host): Kept {
  store.pergolaEmbedding ??= new Map()
  const key = `${supersetUrl} ${embeddedId}`
  const kept = store.pergolaEmbedding.get(key) ?? { asked: null, askedAt: 0, state: null, at: 0 }
  keepNewest(store.pergolaEmbedding, { key, value: kept, most: MOST_KEPT })
  return kept
}

async function askHost({ supersetUrl, portalOrigin, embeddedId }: Host): Promise<EmbeddingState> {
  const guest = createSupersetGuest({ baseUrl: supersetUrl, fetch })
  const frame = { path: `/embedded/${embeddedId}`, referer: `${portalOrigin}/`, timeoutMs: TIMEOUT_MS }
  try {
    const [health, page] = await Promise.all([
      guest.ask({ path: '/health', timeoutMs: TIMEOUT_MS }),
      guest.ask(frame),
    ])
    if (health.status !== 200) return { obstacle: 'sick', detail: `/health: status ${health.status}` }
    return judgeFrame(page, portalOrigin)
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { code?: unknown } }
    if (name === 'TimeoutError') {
      return { obstacle: 'slow', detail: `no answer within ${TIMEOUT_MS / 1000} s` }
    }
    return { obstacle: 'unreachable', detail: typeof cause?.code === 'string' ? cause.code : '' }
  }
}

/** How a browser would take the frame's page. */
export function judgeFrame(page: GuestAnswer, portalOrigin: string): EmbeddingState {
  if (page.status === 404) return { obstacle: 'unknown', detail: '/embedded: status 404' }
  if (page.status === 403) return { obstacle: 'framing', detail: `allowed domains: not ${portalOrigin}` }
  if (page.status !== 200) return { obstacle: 'sick', detail: `/embedded: status ${page.status}` }
  if (mayFrame(page, portalOrigin)) return OPEN
  const by =
    page.frameAncestors === null
      ? `X-Frame-Options: ${page.frameOptions}`
      : `frame-ancestors: ${page.frameAncestors.join(' ')}`
  return { obstacle: 'framing', detail: by.slice(0, 200) }
}
