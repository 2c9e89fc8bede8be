import type { EmbedDashboardParams, EmbeddedDashboard } from '@superset-ui/embedded-sdk'
import {
  type Embed,
  type EmbeddingState,
  endsAtOnce,
  frameAddress,
  frameTitle,
  frameUrl,
  mayStillDraw,
  NARROW_PX,
  OBSTACLE_WORDS,
  type Obstacle,
} from '../embedding'
import type { SupersetTheme } from '../superset-theme'
import { fetchEmbeddingState, fetchGuestToken, PortalRefusal } from './ask-portal'
import { begunFrame, mountOver, placeIn } from './begun-frame'
import { sleep } from './sleep'
import { type Answers, looksDrawn, untilDrawn } from './until-drawn'

/** How the dashboard stands on the page. */
export type Drawing =
  /** `word`: what is told of it while it is still waited for. */
  | { kind: 'loading'; word: 'slow' | 'silent' | null }
  /** `trouble`: what is shown stays, and will not be fresh until this is over. */
  | { kind: 'drawn'; trouble: Obstacle | null }
  | { kind: 'stopped'; obstacle: Obstacle; detail: string }

export type EmbeddingOptions = {
  embed: Embed
  /** An element that nothing else draws in. */
  mount: HTMLElement
  theme: () => SupersetTheme
  /** What the server knew when it drew the page, and what it hears after that: null where it waited for it. */
  known: EmbeddingState
  told: Promise<EmbeddingState> | null
  onDrawing: (drawing: Drawing) => void
  /** A dashboard that is there, and nothing when it is not. It is uncovered once this is fulfilled, or soon. */
  onDashboard: (dashboard: EmbeddedDashboard | null) => Promise<void>
}

/** What loads the SDK: only where a dashboard is shown. */
export const sdk = {
  load: async (): Promise<(parameters: EmbedDashboardParams) => Promise<EmbeddedDashboard>> =>
    (await import('@superset-ui/embedded-sdk')).embedDashboard,
}

/**
 * While the frame loads the server is asked whether it knows why that takes so long. A frame that was long in coming is not
 * taken away for that, which would have it begin anew: a reader of a Superset under load would never see it.
 */
const LOOKS = [
  { afterMs: 3_000, word: null },
  { afterMs: 5_000, word: 'slow' },
  { afterMs: 12_000, word: 'silent' },
  { afterMs: 20_000, word: 'silent' },
  { afterMs: 20_000, word: 'silent' },
] as const
/** An empty answer is that of a frame which has not read its dashboard yet, and that of one which is not let in. */
const EMPTY_MS = 8_000
const STILL_EMPTY_MS = 35_000
/** So long a dashboard without filters, which never has masks, is left to draw its page. */
const BARE_MS = 2_000
const HEARTBEAT_MS = 20_000
/** What is wrong is over sooner than it begins. */
const TROUBLED_HEARTBEAT_MS = 5_000
const FIRST_LOOK_AGAIN_MS = 2_000
const LAST_LOOK_AGAIN_MS = 15_000
/** What the server may know nothing of, where it is the browser that met it: only drawing again tells whether it is over. */
const MAY_BE_UNSEEN = new Set<Obstacle>(['token', 'silent', 'login'])
/** Each try covers the words about it: soon at first, then rarely. */
const FIRST_TRY_AGAIN_MS = 8_000
const LAST_TRY_AGAIN_MS = 30_000
const PREPARE_MS = 1_000
const PAINT_MS = 30

/**
 * Draws a dashboard and looks after it until it is stopped. The SDK's own promise is fulfilled even where nothing can be
 * drawn, so that what counts is the frame's answer to `getDataMask`: keys once it is drawn, none while its word is not
 * accepted, silence while it is not there at all.
 */
export class Embedding {
  // Each attempt has a number: what an earlier one still says is not heard.
  private current = 0
  private lookAgainMs = FIRST_LOOK_AGAIN_MS
  private tryAgainMs = FIRST_TRY_AGAIN_MS
  private shown: EmbeddedDashboard | null = null
  /** The theme that the frame was told last. */
  private worn = ''

  private readonly options: EmbeddingOptions

  constructor(options: EmbeddingOptions) {
    this.options = options
    const { obstacle, detail } = options.known
    if (obstacle === null || obstacle === 'slow') void this.draw({ word: obstacle })
    else this.stopFor(obstacle, detail)
    if (options.told !== null) void this.hear(options.told, this.current)
  }

  /** Takes everything away, for good. */
  stop(): void {
    this.clear()
  }

  again(): void {
    void this.draw()
  }

  followTheme(): void {
    if (this.shown !== null) this.dress(this.shown)
  }

  /** Only in what it does not wear yet: Superset draws everything anew for each theme that it is told. */
  private dress(dashboard: EmbeddedDashboard): void {
    const theme = this.options.theme()
    const told = JSON.stringify(theme)
    if (told === this.worn) return
    this.worn = told
    dashboard.setThemeConfig(theme)
  }

  /** What the server heard of Superset while the frame was begun. */
  private async hear(told: Promise<EmbeddingState>, mine: number): Promise<void> {
    let state: EmbeddingState
    try {
      // Awaited, and nothing else: `then` and `catch` of a promise that came with the page's data answer nothing.
      state = await told
    } catch {
      // An answer that was cut off says nothing; the looks at a frame that loads do.
      return
    }
    if (mine !== this.current || this.shown !== null) return
    if (!mayStillDraw(state.obstacle) && state.obstacle !== null) {
      return this.stopFor(state.obstacle, state.detail)
    }
    if (state.obstacle === 'slow') this.options.onDrawing({ kind: 'loading', word: 'slow' })
  }

  private clear({ but = null }: { but?: HTMLIFrameElement | null } = {}): number {
    this.shown?.unmount()
    this.shown = null
    this.worn = ''
    if (but === null) this.options.mount.replaceChildren()
    void this.options.onDashboard(null)
    this.current += 1
    return this.current
  }

  private stopFor(obstacle: Obstacle, detail: string): void {
    const mine = this.clear()
    this.options.onDrawing({ kind: 'stopped', obstacle, detail })
    if (OBSTACLE_WORDS[obstacle].comesBack) void this.lookAgain(mine, obstacle)
  }

  private async lookAgain(mine: number, obstacle: Obstacle): Promise<void> {
    const tryAt = performance.now() + this.tryAgainMs
    this.tryAgainMs = Math.min(this.tryAgainMs * 2, LAST_TRY_AGAIN_MS)
    let isSeen = !MAY_BE_UNSEEN.has(obstacle)
    while (mine === this.current) {
      const untilTry = Math.ceil(tryAt - performance.now())
      await sleep(untilTry > 0 ? Math.min(this.lookAgainMs, untilTry) : this.lookAgainMs)
      this.lookAgainMs = Math.min(this.lookAgainMs * 1.5, LAST_LOOK_AGAIN_MS)
      if (mine !== this.current) return
      const state = await fetchEmbeddingState(this.options.embed.slug)
      if (mine !== this.current) return
      if (state.obstacle !== null && state.obstacle !== obstacle) {
        return this.stopFor(state.obstacle, state.detail)
      }
      isSeen ||= state.obstacle === obstacle
      const mayTry = state.obstacle === null && isSeen
      if (mayTry || (mayStillDraw(state.obstacle) && performance.now() >= tryAt)) {
        return void this.draw()
      }
    }
  }

  private async draw({ word }: { word: 'slow' | null } = { word: null }): Promise<void> {
    const { embed, mount, onDrawing, onDashboard } = this.options
    const look = { isNarrow: window.innerWidth < NARROW_PX }
    // Only the first attempt: what is there later is an earlier one's.
    const begun = this.current === 0 ? begunFrame(mount, frameUrl(embed, look)) : null
    const mine = this.clear({ but: begun })
    onDrawing({ kind: 'loading', word })
    const answers = { isThere: false }
    void this.watchLoading(mine, answers)
    const place = begun === null ? placeIn(mount) : mountOver(begun)
    const dashboard = await this.beginFrame({ place, mine, id: frameAddress(embed, look) })
    if (dashboard === null) return
    if (mine !== this.current) return dashboard.unmount()
    this.dress(dashboard)
    const obstacle = await this.obstacleOf(dashboard, { mine, answers })
    if (mine !== this.current) return
    if (obstacle !== null) return this.stopFor(obstacle, '')
    this.shown = dashboard
    this.lookAgainMs = FIRST_LOOK_AGAIN_MS
    this.tryAgainMs = FIRST_TRY_AGAIN_MS
    // The look may have changed meanwhile. It is uncovered only when it has been painted so.
    this.dress(dashboard)
    await Promise.race([onDashboard(dashboard).catch(() => {}), sleep(PREPARE_MS)])
    await sleep(PAINT_MS)
    if (mine !== this.current) return
    onDrawing({ kind: 'drawn', trouble: null })
    void this.heartbeat(mine)
  }

  /**
   * What keeps a frame that answers from being drawn; fulfilled with null once nothing does. A frame without masks is one
   * that is not let in, or slow, unless the server knows no reason and it has no filters: never had, or, where it looks
   * drawn, has none any more.
   */
  private async obstacleOf(
    dashboard: EmbeddedDashboard,
    { mine, answers }: Loading,
  ): Promise<Obstacle | null> {
    const { embed, mount } = this.options
    for (const emptyMs of [BARE_MS, EMPTY_MS, STILL_EMPTY_MS]) {
      const came = await untilDrawn(dashboard, { emptyMs, goesOn: () => mine === this.current, answers })
      if (came !== 'empty') return null
      const isBare = !embed.hasFilters || (await looksDrawn(dashboard, mount.clientHeight))
      const { obstacle } = await fetchEmbeddingState(embed.slug)
      if (!mayStillDraw(obstacle)) return obstacle
      if (isBare) return null
    }
    return 'token'
  }

  private async beginFrame({ place, mine, id }: Attempt): Promise<EmbeddedDashboard | null> {
    const { embed } = this.options
    try {
      const embedDashboard = await sdk.load()
      return await embedDashboard({
        id,
        supersetDomain: embed.supersetUrl,
        mountPoint: place,
        fetchGuestToken: () => this.tokenFor(mine),
        iframeTitle: frameTitle(embed),
        referrerPolicy: 'strict-origin-when-cross-origin',
      })
    } catch {
      // The portal's own refusal was told by tokenFor; what is left is a script that could not be fetched.
      if (mine === this.current) this.stopFor('portal', '')
      return null
    }
  }

  private async tokenFor(mine: number): Promise<string> {
    try {
      const token = await fetchGuestToken(this.options.embed.slug)
      if (mine === this.current && this.shown !== null)
        this.options.onDrawing({ kind: 'drawn', trouble: null })
      return token
    } catch (error) {
      const { obstacle, detail } =
        error instanceof PortalRefusal ? error : { obstacle: 'portal' as const, detail: '' }
      if (mine === this.current) {
        // What is drawn stays while the SDK asks again every ten seconds, unless the reader may not see it any longer.
        if (this.shown === null || endsAtOnce(obstacle)) this.stopFor(obstacle, detail)
        else this.options.onDrawing({ kind: 'drawn', trouble: obstacle })
      }
      throw error
    }
  }

  /** Beside the frame, which may never answer: what the server knows, and when to give up. */
  private async watchLoading(mine: number, answers: Answers): Promise<void> {
    const isLoading = () => mine === this.current && this.shown === null
    for (const { afterMs, word } of LOOKS) {
      await sleep(afterMs)
      if (!isLoading()) return
      const state = await fetchEmbeddingState(this.options.embed.slug)
      if (!isLoading()) return
      if (state.obstacle !== null && !mayStillDraw(state.obstacle)) {
        return this.stopFor(state.obstacle, state.detail)
      }
      const isSlow = word !== null || state.obstacle === 'slow'
      const silent = word === 'silent' && state.obstacle === null && !answers.isThere
      this.options.onDrawing({ kind: 'loading', word: silent ? 'silent' : isSlow ? 'slow' : null })
    }
    // One that answers is given its own time.
    if (isLoading() && !answers.isThere) this.stopFor('silent', '')
  }

  /** While it is shown: whether the reader still may, and whether Superset still answers. */
  private async heartbeat(mine: number): Promise<void> {
    let isTroubled = false
    while (mine === this.current) {
      await sleep(isTroubled ? TROUBLED_HEARTBEAT_MS : HEARTBEAT_MS)
      if (mine !== this.current || document.visibilityState === 'hidden') continue
      const { obstacle, detail } = await fetchEmbeddingState(this.options.embed.slug)
      if (mine !== this.current) return
      if (obstacle !== null && endsAtOnce(obstacle)) return this.stopFor(obstacle, detail)
      isTroubled = !mayStillDraw(obstacle)
      this.options.onDrawing({ kind: 'drawn', trouble: isTroubled ? obstacle : null })
    }
  }
}

type Loading = { mine: number; answers: Answers }

type Attempt = { place: HTMLElement; mine: number; id: string }
