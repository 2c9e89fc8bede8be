// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type SupersetTheme, supersetTheme } from '../superset-theme'
import { type Drawing, Embedding, type EmbeddingOptions, sdk } from './embedding'

// The page's and Superset's side of it are played here; the real ones: e2e/upstreams/dashboards-drawn.upstream.test.ts.

type Reply = { status: number; body: unknown }

const EMBED = {
  slug: 'sales',
  title: 'Sales',
  supersetUrl: 'https://bi.example.com',
  embeddedId: 'e1',
  nativeFilters: '(a:1)',
  tab: 'TAB-x',
  hasFilters: true,
}
const OPEN: Reply = { status: 200, body: { obstacle: null, detail: '' } }
const TOKEN: Reply = { status: 200, body: { token: 'a.b.c' } }

let replies: { token: Reply | 'cut'; state: Reply }
let masks: () => Promise<Record<string, unknown>>
let asked: string[]
let drawings: Drawing[]
let themes: string[]
let unmounted: number
let frames: { id: string; fetchGuestToken: () => Promise<string> }[]
let isFrameThere: boolean
let isDark: boolean

beforeEach(() => {
  vi.useFakeTimers()
  replies = { token: TOKEN, state: OPEN }
  masks = async () => ({ 1: {} })
  asked = []
  drawings = []
  themes = []
  unmounted = 0
  frames = []
  isFrameThere = true
  isDark = true
  vi.stubGlobal('window', { innerWidth: 1440 })
  vi.stubGlobal('document', { createElement: () => ({}), visibilityState: 'visible' })
  vi.stubGlobal('fetch', async (path: string, { method }: { method: string }) => {
    asked.push(`${method} ${path}`)
    const reply = path.endsWith('/state') ? replies.state : replies.token
    if (reply === 'cut') throw new TypeError('fetch failed')
    // No real Response: reading its body takes turns that the fake clock does not wait for.
    return { ok: reply.status < 400, status: reply.status, json: async () => reply.body }
  })
  vi.spyOn(sdk, 'load').mockResolvedValue((async (given: (typeof frames)[number]) => {
    frames.push(given)
    await given.fetchGuestToken()
    if (!isFrameThere) await new Promise(() => {})
    return {
      getDataMask: () => masks(),
      setThemeConfig: ({ theme_default }: SupersetTheme) => themes.push(theme_default.algorithm),
      unmount: () => {
        unmounted += 1
      },
    }
  }) as unknown as Awaited<ReturnType<typeof sdk.load>>)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function start(
  known: { obstacle: null | 'unreachable' | 'slow'; detail: string } = { obstacle: null, detail: '' },
  { embed = EMBED, told = null }: { embed?: typeof EMBED; told?: EmbeddingOptions['told'] } = {},
) {
  return new Embedding({
    embed,
    mount: { replaceChildren: () => {}, querySelector: () => null } as unknown as HTMLElement,
    theme: () => supersetTheme({ isDark, colours: {} }),
    known,
    told,
    onDrawing: (drawing) => drawings.push(drawing),
    onDashboard: async () => {},
  })
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const last = () => drawings.at(-1)

describe('a dashboard in its frame', () => {
  it('is uncovered once it has masks and the theme was set, and not before', async () => {
    masks = async () => ({})
    const embedding = start()
    await pass(1_000)
    expect(last()).toEqual({ kind: 'loading', isSlow: false })
    expect(themes).toEqual(['dark'])
    masks = async () => ({ 1: {} })
    await pass(1_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    expect(themes).toEqual(['dark'])
    embedding.stop()
    expect(unmounted).toBe(1)
  })

  it('is told another theme when the look changes, while it is drawn too, and no theme twice', async () => {
    masks = async () => ({})
    const embedding = start()
    await pass(1_000)
    isDark = false
    embedding.followTheme()
    masks = async () => ({ 1: {} })
    await pass(1_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    expect(themes).toEqual(['dark', 'default'])
    embedding.followTheme()
    isDark = true
    embedding.followTheme()
    expect(themes).toEqual(['dark', 'default', 'dark'])
    embedding.stop()
  })

  it('is asked for with its filters and its tab, and its token comes by a write', async () => {
    const embedding = start()
    await pass(500)
    expect(frames[0]?.id).toBe(
      'e1?uiConfig=17&show_filters=1&expand_filters=1&native_filters=%28a%3A1%29#TAB-x',
    )
    expect(asked).toContain('POST /api/dashboards/sales/guest-token')
    embedding.stop()
  })

  it.each([
    [401, {}, 'expired'],
    [403, { code: 'FORBIDDEN' }, 'refused'],
    [404, { code: 'NOT_FOUND' }, 'refused'],
    [409, { code: 'NOT_CONFIGURED' }, 'not-configured'],
    [409, { code: 'CONFLICT', details: { reason: 'gone' } }, 'gone'],
    [409, { code: 'CONFLICT', details: { reason: 'not-embedded' } }, 'unknown'],
    [502, { code: 'UPSTREAM_FAILED', details: { code: 'UNAUTHORIZED' } }, 'login'],
    [502, { code: 'UPSTREAM_FAILED', details: { code: 'UNREACHABLE' } }, 'unreachable'],
    [504, { code: 'UPSTREAM_TIMEOUT', details: { code: 'TIMEOUT' } }, 'slow'],
    [500, { code: 'INTERNAL' }, 'portal'],
  ] as const)('says %i %j as "%s"', async (status, body, obstacle) => {
    replies.token = { status, body }
    const embedding = start()
    await pass(100)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle })
    embedding.stop()
  })

  it('tells of a frame that answers and has nothing: its token is not accepted', async () => {
    masks = async () => ({})
    const embedding = start()
    await pass(12_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    embedding.stop()
  })

  it('is uncovered without masks where it has no filters, unless the server knows that its token is not taken', async () => {
    masks = async () => ({})
    const bare = start(undefined, { embed: { ...EMBED, hasFilters: false } })
    await pass(1_900)
    expect(last()).toEqual({ kind: 'loading', isSlow: false })
    await pass(2_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    bare.stop()

    replies.state = { status: 200, body: { obstacle: 'token', detail: '' } }
    const refused = start(undefined, { embed: { ...EMBED, hasFilters: false } })
    await pass(4_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    refused.stop()
  })

  it('tells what the server knows of a frame that never comes, and says so when it knows nothing', async () => {
    isFrameThere = false
    replies.state = { status: 200, body: { obstacle: 'framing', detail: 'X-Frame-Options: DENY' } }
    const refused = start()
    await pass(3_100)
    expect(last()).toEqual({ kind: 'stopped', obstacle: 'framing', detail: 'X-Frame-Options: DENY' })
    refused.stop()

    replies.state = OPEN
    const silent = start()
    await pass(8_100)
    expect(last()).toEqual({ kind: 'loading', isSlow: true })
    await pass(12_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'silent' })
    silent.stop()
  })

  it('comes back by itself when Superset does', async () => {
    replies.state = { status: 200, body: { obstacle: 'unreachable', detail: '' } }
    const embedding = start({ obstacle: 'unreachable', detail: '' })
    await pass(30_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'unreachable' })
    expect(frames).toHaveLength(0)
    replies.state = OPEN
    await pass(16_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    embedding.stop()
  })

  it('is tried again as soon as the server, which saw the same, sees it no more; where it saw nothing soon, then rarely', async () => {
    replies.token = { status: 502, body: { code: 'UPSTREAM_FAILED', details: { code: 'UNAUTHORIZED' } } }
    replies.state = { status: 200, body: { obstacle: 'login', detail: '' } }
    const seen = start()
    await pass(12_000)
    expect([last(), frames.length]).toMatchObject([{ kind: 'stopped', obstacle: 'login' }, 1])
    replies.state = OPEN
    await pass(15_100)
    expect(frames).toHaveLength(2)
    seen.stop()

    const unseen = start()
    const triedAt: number[] = []
    for (let second = 1; second <= 90; second += 1) {
      await pass(1_000)
      while (triedAt.length < frames.length - 3) triedAt.push(second)
    }
    expect(triedAt).toEqual([8, 24, 54, 84])
    unseen.stop()
  })

  it('says from its first moment on that Superset is slow, and draws all the same', async () => {
    isFrameThere = false
    replies.state = { status: 200, body: { obstacle: 'slow', detail: '' } }
    const embedding = start({ obstacle: 'slow', detail: '' })
    await pass(4_000)
    expect(drawings.map((each) => each.kind === 'loading' && each.isSlow)).not.toContain(false)
    expect(frames).toHaveLength(1)
    embedding.stop()
  })

  it('is taken away at once when the right is gone, by the next token or by the next look', async () => {
    const embedding = start()
    await pass(500)
    replies.token = { status: 404, body: { code: 'NOT_FOUND' } }
    await expect(frames[0]?.fetchGuestToken()).rejects.toThrow()
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'refused' })
    expect(unmounted).toBe(1)
    embedding.stop()

    replies.token = TOKEN
    const other = start()
    await pass(500)
    replies.state = { status: 404, body: { code: 'NOT_FOUND' } }
    await pass(21_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'refused' })
    other.stop()
  })

  it('stays, with a word, while Superset or the portal is away, and is whole again after that', async () => {
    const embedding = start()
    await pass(500)
    replies.token = 'cut'
    await expect(frames[0]?.fetchGuestToken()).rejects.toThrow()
    expect(last()).toEqual({ kind: 'drawn', trouble: 'portal' })
    replies.state = { status: 200, body: { obstacle: 'unreachable', detail: '' } }
    await pass(21_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: 'unreachable' })
    replies.state = OPEN
    await pass(21_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    expect(unmounted).toBe(0)
    embedding.stop()
  })

  it.each([
    [
      { obstacle: 'framing', detail: 'DENY' },
      { kind: 'stopped', obstacle: 'framing', detail: 'DENY' },
    ],
    [
      { obstacle: 'slow', detail: '' },
      { kind: 'loading', isSlow: true },
    ],
    [null, { kind: 'loading', isSlow: false }],
  ] as const)('is begun while the server still asks, which then tells %j', async (state, drawing) => {
    isFrameThere = false
    const told = sleep(200).then(() => state ?? Promise.reject(new Error('the answer was cut off')))
    const embedding = start(undefined, { told })
    await pass(190)
    expect([frames.length, last()]).toEqual([1, { kind: 'loading', isSlow: false }])
    await pass(20)
    expect(last()).toEqual(drawing)
    embedding.stop()
  })

  it('says nothing any more once it was stopped', async () => {
    isFrameThere = false
    const embedding = start()
    await pass(100)
    embedding.stop()
    const before = drawings.length
    await pass(60_000)
    expect(drawings).toHaveLength(before)
  })
})
