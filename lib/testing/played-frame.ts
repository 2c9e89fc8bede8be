import { afterEach, beforeEach, vi } from 'vitest'
import { type Drawing, Embedding, type EmbeddingOptions, sdk } from '@/lib/dashboards/client/embedding'
import { type SupersetTheme, supersetTheme } from '@/lib/dashboards/superset-theme'

type Reply = { status: number; body: unknown }

export const EMBED = {
  slug: 'sales',
  title: 'Sales',
  supersetUrl: 'https://bi.example.com',
  embeddedId: 'e1',
  nativeFilters: '(a:1)',
  tab: 'TAB-x',
  hasFilters: true,
}
export const OPEN: Reply = { status: 200, body: { obstacle: null, detail: '' } }
export const TOKEN: Reply = { status: 200, body: { token: 'a.b.c' } }

/** What the portal and the frame answer, and what came of it. */
type Played = {
  replies: { token: Reply | 'cut'; state: Reply }
  masks: () => Promise<Record<string, unknown>>
  /** Of the frame's page, in a window of 480 pixels. */
  tabs: () => Promise<string[]>
  height: number
  isFrameThere: boolean
  isDark: boolean
  asked: string[]
  drawings: Drawing[]
  themes: string[]
  unmounted: number
  frames: { id: string; fetchGuestToken: () => Promise<string> }[]
}

export const played = {} as Played

function begin(): void {
  Object.assign(played, {
    replies: { token: TOKEN, state: OPEN },
    masks: async () => ({ 1: {} }),
    ...{ tabs: async () => [], height: 500 },
    ...{ isFrameThere: true, isDark: true },
    ...{ asked: [], drawings: [], themes: [], unmounted: 0, frames: [] },
  } satisfies Played)
}

/** For each test of a file the page's and Superset's side of an embedded dashboard, with a clock that `pass` moves. */
export function playFrame(): void {
  beforeEach(() => {
    vi.useFakeTimers()
    begin()
    vi.stubGlobal('window', { innerWidth: 1440 })
    vi.stubGlobal('document', { createElement: () => ({}), visibilityState: 'visible' })
    vi.stubGlobal('fetch', async (path: string, { method }: { method: string }) => {
      played.asked.push(`${method} ${path}`)
      const reply = path.endsWith('/state') ? played.replies.state : played.replies.token
      if (reply === 'cut') throw new TypeError('fetch failed')
      // No real Response: reading its body takes turns that the fake clock does not wait for.
      return { ok: reply.status < 400, status: reply.status, json: async () => reply.body }
    })
    vi.spyOn(sdk, 'load').mockResolvedValue(embed as unknown as Awaited<ReturnType<typeof sdk.load>>)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
}

async function embed(given: Played['frames'][number]) {
  played.frames.push(given)
  await given.fetchGuestToken()
  if (!played.isFrameThere) await new Promise(() => {})
  return {
    getDataMask: () => played.masks(),
    getActiveTabs: () => played.tabs(),
    getScrollSize: async () => ({ width: 1_000, height: played.height }),
    setThemeConfig: ({ theme_default }: SupersetTheme) => played.themes.push(theme_default.algorithm),
    unmount: () => {
      played.unmounted += 1
    },
  }
}

type Begun = { embed?: typeof EMBED; told?: EmbeddingOptions['told'] }

export function startEmbedding(
  known: { obstacle: null | 'unreachable' | 'slow'; detail: string } = { obstacle: null, detail: '' },
  { embed: asked = EMBED, told = null }: Begun = {},
) {
  return new Embedding({
    embed: asked,
    mount: {
      clientHeight: 480,
      replaceChildren: () => {},
      querySelector: () => null,
    } as unknown as HTMLElement,
    theme: () => supersetTheme({ isDark: played.isDark, colours: {} }),
    known,
    told,
    onDrawing: (drawing) => played.drawings.push(drawing),
    onDashboard: async () => {},
  })
}

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
export const last = () => played.drawings.at(-1)
