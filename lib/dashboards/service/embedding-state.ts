import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx } from '@/lib/access/model'
import { env } from '@/lib/platform/env'
import type { EmbeddingState } from '../embedding'
import type { OpenedDashboard } from '../model'
import { type Host, hostState, isHostDoubtful } from './host-state'
import { openDashboard } from './open-dashboard'
import { shownState } from './shown-detail'
import { portalOrigin } from './superset'
import { lastWord, wordState } from './word-state'

/**
 * What stands between the reader and a dashboard, within half a second, or a whole one while its word is not taken. Asked
 * again by its page while it is open, so that a right that is gone is noticed. Its detail is for who publishes alone.
 * @throws AppError FORBIDDEN, NOT_FOUND as opening it does
 */
export async function embeddingState(ctx: Ctx, slug: string): Promise<EmbeddingState> {
  return await stateOf(ctx, await openDashboard(ctx, slug))
}

export type Outlook = { known: EmbeddingState; told: Promise<EmbeddingState> | null }

const OPEN: EmbeddingState = { obstacle: null, detail: '' }
/** Superset answers the reader's own frame before it answers how it is. */
const FRAME_FIRST_MS = 200

/**
 * The same for the page of a dashboard that was opened, which waits for it only where Superset was last found wanting. Where
 * it was well, or nobody has asked yet, `told` comes after the page, and the frame is begun meanwhile.
 */
export async function outlookOf(ctx: Ctx, opened: OpenedDashboard): Promise<Outlook> {
  const host = hostOf(opened)
  if ('obstacle' in host) return { known: shownState(ctx, host), told: null }
  const isDoubtful = isHostDoubtful(host) || lastWord(host.embeddedId).obstacle !== null
  if (isDoubtful) return { known: await stateOf(ctx, opened), told: null }
  return { known: OPEN, told: sleep(FRAME_FIRST_MS).then(() => stateOf(ctx, opened)) }
}

async function stateOf(ctx: Ctx, opened: OpenedDashboard): Promise<EmbeddingState> {
  const host = hostOf(opened)
  return shownState(ctx, 'obstacle' in host ? host : await askedState(ctx, opened, host))
}

async function askedState(ctx: Ctx, { upstreamId }: OpenedDashboard, host: Host): Promise<EmbeddingState> {
  const state = await hostState(host)
  if (state.obstacle !== null) return state
  return await wordState({
    upstreamId,
    embeddedId: host.embeddedId,
    requestId: ctx.requestId,
    now: () => ctx.now(),
  })
}

/** What is to be asked; or what is known without asking. */
function hostOf({ state, embeddedId }: OpenedDashboard): Host | EmbeddingState {
  const { SUPERSET_URL: supersetUrl } = env()
  if (state === 'gone') return { obstacle: 'gone', detail: '' }
  if (state === 'not-configured' || supersetUrl === undefined)
    return { obstacle: 'not-configured', detail: '' }
  if (state === 'not-embedded' || embeddedId === null)
    return { obstacle: 'unknown', detail: 'no embedded id' }
  return { supersetUrl, embeddedId, portalOrigin: portalOrigin() }
}
