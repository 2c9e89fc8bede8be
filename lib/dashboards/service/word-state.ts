import { createSupersetGuest } from '@/lib/connectors/superset/guest'
import { signGuestToken } from '@/lib/connectors/superset/guest-token'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import { keepNewest } from '@/lib/platform/newest'
import { soon } from '@/lib/platform/soon'
import type { EmbeddingState } from '../embedding'
import type { Dataset } from '../model'
import { findFound } from '../repository/found'
import { NO_ROWS } from '../row-rule'
import { liveDatasets } from './live-datasets'
import { superset } from './superset'

export type WordAsked = {
  /** Superset's uuid of the dashboard. */
  upstreamId: string
  embeddedId: string
  requestId: string
  now: () => Date
}

const TIMEOUT_MS = 3_000
/** Who hears of a fault that is to be asked again waits so long for what has become of it. */
const WAIT_MS = 500
const WELL_MS = 5_000
/** An account that is refused too often may be locked: it is not tried again as soon as a token. */
const FAULT_MS = { login: 10_000, token: 2_000 }
/** What was wrong so long ago is not told any more before it was asked again. */
const OLD_MS = 60_000
const MOST_KEPT = 500
/** What every frame asks first: who it is. */
const WHO_AM_I = '/api/v1/me/roles/'

const OPEN: EmbeddingState = { obstacle: null, detail: '' }

type Kept = { asking: Promise<void> | null; state: EmbeddingState; at: number }

// One answer a process, whoever asks: Next bundles pages and route handlers apart.
const store = globalThis as typeof globalThis & { pergolaSupersetWord?: Map<string, Kept> }

/**
 * Whether Superset takes the portal's word for a dashboard: its account, and the tokens that it signs. Answers what is known
 * and asks anew behind it: a page does not wait for what its frame would come to know by itself. A fault draws no frame, and
 * whoever asks after it asks rarely: old, it is not told once more before it was asked again, or half a second has passed.
 */
export async function wordState(asked: WordAsked): Promise<EmbeddingState> {
  store.pergolaSupersetWord ??= new Map()
  const kept = store.pergolaSupersetWord.get(asked.embeddedId) ?? first()
  keepNewest(store.pergolaSupersetWord, { key: asked.embeddedId, value: kept, most: MOST_KEPT })
  if (kept.asking === null && performance.now() - kept.at >= freshFor(kept.state)) {
    kept.asking = ask(asked).then((state) => {
      Object.assign(kept, { asking: null, state, at: performance.now() })
    })
  }
  if (kept.asking !== null && kept.state.obstacle !== null) await soon(kept.asking, WAIT_MS)
  return performance.now() - kept.at < OLD_MS ? kept.state : OPEN
}

/** What is known, without asking. */
export function lastWord(embeddedId: string): EmbeddingState {
  const kept = store.pergolaSupersetWord?.get(embeddedId)
  return kept === undefined || performance.now() - kept.at >= OLD_MS ? OPEN : kept.state
}

const first = (): Kept => ({ asking: null, state: OPEN, at: Number.NEGATIVE_INFINITY })

function freshFor({ obstacle }: EmbeddingState): number {
  return obstacle === 'login' || obstacle === 'token' ? FAULT_MS[obstacle] : WELL_MS
}

/** What else is wrong than these two is told by Superset's health, or by the token's own route. Never throws. */
async function ask({ upstreamId, embeddedId, requestId, now }: WordAsked): Promise<EmbeddingState> {
  try {
    const found = await findFound(upstreamId)
    if (found === null) return OPEN
    return await guestState(await liveDatasets(found.number, requestId), { embeddedId, now })
  } catch (error) {
    const { code, detail } = error instanceof AppError ? error.details : {}
    if (code !== 'UNAUTHORIZED' && code !== 'FORBIDDEN') return OPEN
    return { obstacle: 'login', detail: typeof detail === 'string' ? detail : '' }
  }
}

/** With a token to which no row is shown. One that Superset itself makes needs no asking: it is its own word. */
async function guestState(
  datasets: readonly Dataset[],
  { embeddedId, now }: Pick<WordAsked, 'embeddedId' | 'now'>,
): Promise<EmbeddingState> {
  const { SUPERSET_TOKENS: how, SUPERSET_GUEST_SECRET: secret, SUPERSET_GUEST_AUDIENCE: audience } = env()
  if (how !== 'signed' || secret === undefined || datasets.length === 0) return OPEN
  // As long as a reader's: clocks that are apart must not refuse it where they let readers in.
  const seconds = env().SUPERSET_TOKEN_SECONDS
  const token = await signGuestToken(
    {
      username: 'pergola',
      embeddedId,
      rules: datasets.map(({ id: dataset }) => ({ dataset, clause: NO_ROWS })),
    },
    { secret, audience, issuedAt: now(), seconds },
  )
  const guest = createSupersetGuest({ baseUrl: superset().baseUrl, fetch })
  const { status } = await guest.ask({ path: WHO_AM_I, token, timeoutMs: TIMEOUT_MS })
  return status === 401 ? { obstacle: 'token', detail: `${WHO_AM_I}: status 401` } : OPEN
}
