// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { EMBED, last, OPEN, pass, played, playFrame, startEmbedding, TOKEN } from '@/lib/testing/played-frame'
import { sleep } from './sleep'

// The page's and Superset's side of it are played; the real ones: e2e/upstreams/dashboards-drawn.upstream.test.ts.
playFrame()

/** As a promise that came with the page's data: its `then` answers nothing. */
function fromPage<T>(promise: Promise<T>): Promise<T> {
  const heard = (...given: Parameters<Promise<T>['then']>) => void promise.then(...given)
  // biome-ignore lint/suspicious/noThenProperty: React's own are just so
  return Object.create(Promise.prototype, { then: { value: heard } })
}

describe('a dashboard in its frame', () => {
  it('is uncovered once it has masks and the theme was set, and not before', async () => {
    played.masks = async () => ({})
    const embedding = startEmbedding()
    await pass(1_000)
    expect(last()).toEqual({ kind: 'loading', word: null })
    expect(played.themes).toEqual(['dark'])
    played.masks = async () => ({ 1: {} })
    await pass(1_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    expect(played.themes).toEqual(['dark'])
    embedding.stop()
    expect(played.unmounted).toBe(1)
  })

  it('is told another theme when the look changes, while it is drawn too, and no theme twice', async () => {
    played.masks = async () => ({})
    const embedding = startEmbedding()
    await pass(1_000)
    played.isDark = false
    embedding.followTheme()
    played.masks = async () => ({ 1: {} })
    await pass(1_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    expect(played.themes).toEqual(['dark', 'default'])
    embedding.followTheme()
    played.isDark = true
    embedding.followTheme()
    expect(played.themes).toEqual(['dark', 'default', 'dark'])
    embedding.stop()
  })

  it('is asked for with its filters and its tab, and its token comes by a write', async () => {
    const embedding = startEmbedding()
    await pass(500)
    expect(played.frames[0]?.id).toBe(
      'e1?uiConfig=17&show_filters=1&expand_filters=1&native_filters=%28a%3A1%29#TAB-x',
    )
    expect(played.asked).toContain('POST /api/dashboards/sales/guest-token')
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
    played.replies.token = { status, body }
    const embedding = startEmbedding()
    await pass(100)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle })
    embedding.stop()
  })

  it('tells of a frame that answers and has nothing for long: its token is not accepted', async () => {
    played.masks = async () => ({})
    const embedding = startEmbedding()
    await pass(44_000)
    expect([last(), played.unmounted]).toEqual([{ kind: 'loading', word: 'slow' }, 0])
    await pass(3_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    embedding.stop()

    played.replies.state = { status: 200, body: { obstacle: 'token', detail: '' } }
    const known = startEmbedding()
    await pass(3_100)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    known.stop()
  })

  it.each([11_000, 22_000, 43_000])('is drawn when it is, after %i ms, and not begun anew', async (ms) => {
    played.masks = async () => ({})
    const embedding = startEmbedding()
    await pass(ms)
    played.masks = async () => ({ 1: {} })
    await pass(200)
    expect([last(), played.frames.length]).toEqual([{ kind: 'drawn', trouble: null }, 1])
    embedding.stop()
  })

  it('is uncovered without masks where it has no filters, unless the server knows that its token is not taken', async () => {
    played.masks = async () => ({})
    const bare = startEmbedding(undefined, { embed: { ...EMBED, hasFilters: false } })
    await pass(1_900)
    expect(last()).toEqual({ kind: 'loading', word: null })
    await pass(2_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    bare.stop()

    played.replies.state = { status: 200, body: { obstacle: 'token', detail: '' } }
    const refused = startEmbedding(undefined, { embed: { ...EMBED, hasFilters: false } })
    await pass(4_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    refused.stop()
  })

  it('tells what the server knows of a frame that never comes, and says so when it knows nothing', async () => {
    played.isFrameThere = false
    played.replies.state = { status: 200, body: { obstacle: 'framing', detail: 'X-Frame-Options: DENY' } }
    const refused = startEmbedding()
    await pass(3_100)
    expect(last()).toEqual({ kind: 'stopped', obstacle: 'framing', detail: 'X-Frame-Options: DENY' })
    refused.stop()

    played.replies.state = OPEN
    const silent = startEmbedding()
    await pass(8_100)
    expect(last()).toEqual({ kind: 'loading', word: 'slow' })
    await pass(12_000)
    expect(last()).toEqual({ kind: 'loading', word: 'silent' })
    await pass(40_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'silent' })
    silent.stop()
  })

  it('comes back by itself when Superset does', async () => {
    played.replies.state = { status: 200, body: { obstacle: 'unreachable', detail: '' } }
    const embedding = startEmbedding({ obstacle: 'unreachable', detail: '' })
    await pass(30_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'unreachable' })
    expect(played.frames).toHaveLength(0)
    played.replies.state = OPEN
    await pass(16_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    embedding.stop()
  })

  it('is tried again as soon as the server, which saw the same, sees it no more; where it saw nothing soon, then rarely', async () => {
    played.replies.token = {
      status: 502,
      body: { code: 'UPSTREAM_FAILED', details: { code: 'UNAUTHORIZED' } },
    }
    played.replies.state = { status: 200, body: { obstacle: 'login', detail: '' } }
    const seen = startEmbedding()
    await pass(12_000)
    expect([last(), played.frames.length]).toMatchObject([{ kind: 'stopped', obstacle: 'login' }, 1])
    played.replies.state = OPEN
    await pass(15_100)
    expect(played.frames).toHaveLength(2)
    seen.stop()

    const unseen = startEmbedding()
    const triedAt: number[] = []
    for (let second = 1; second <= 90; second += 1) {
      await pass(1_000)
      while (triedAt.length < played.frames.length - 3) triedAt.push(second)
    }
    expect(triedAt).toEqual([8, 24, 54, 84])
    unseen.stop()
  })

  it('says from its first moment on that Superset is slow, and draws all the same', async () => {
    played.isFrameThere = false
    played.replies.state = { status: 200, body: { obstacle: 'slow', detail: '' } }
    const embedding = startEmbedding({ obstacle: 'slow', detail: '' })
    await pass(4_000)
    expect(played.drawings.map((each) => each.kind === 'loading' && each.word)).not.toContain(null)
    expect(played.frames).toHaveLength(1)
    embedding.stop()
  })

  it('is taken away at once when the right is gone, by the next token or by the next look', async () => {
    const embedding = startEmbedding()
    await pass(500)
    played.replies.token = { status: 404, body: { code: 'NOT_FOUND' } }
    await expect(played.frames[0]?.fetchGuestToken()).rejects.toThrow()
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'refused' })
    expect(played.unmounted).toBe(1)
    embedding.stop()

    played.replies.token = TOKEN
    const other = startEmbedding()
    await pass(500)
    played.replies.state = { status: 404, body: { code: 'NOT_FOUND' } }
    await pass(21_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'refused' })
    other.stop()
  })

  it('stays, with a word, while Superset or the portal is away, and is whole again after that', async () => {
    const embedding = startEmbedding()
    await pass(500)
    played.replies.token = 'cut'
    await expect(played.frames[0]?.fetchGuestToken()).rejects.toThrow()
    expect(last()).toEqual({ kind: 'drawn', trouble: 'portal' })
    played.replies.state = { status: 200, body: { obstacle: 'unreachable', detail: '' } }
    await pass(21_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: 'unreachable' })
    played.replies.state = OPEN
    await pass(21_000)
    expect(last()).toEqual({ kind: 'drawn', trouble: null })
    expect(played.unmounted).toBe(0)
    embedding.stop()
  })

  it.each([
    [
      { obstacle: 'framing', detail: 'DENY' },
      { kind: 'stopped', obstacle: 'framing', detail: 'DENY' },
    ],
    [
      { obstacle: 'slow', detail: '' },
      { kind: 'loading', word: 'slow' },
    ],
    [null, { kind: 'loading', word: null }],
  ] as const)('is begun while the server still asks, which then tells %j', async (state, drawing) => {
    played.isFrameThere = false
    const told = fromPage(sleep(200).then(() => state ?? Promise.reject(new Error('the answer was cut off'))))
    const embedding = startEmbedding(undefined, { told })
    await pass(190)
    expect([played.frames.length, last()]).toEqual([1, { kind: 'loading', word: null }])
    await pass(20)
    expect(last()).toEqual(drawing)
    embedding.stop()
  })

  it('says nothing any more once it was stopped', async () => {
    played.isFrameThere = false
    const embedding = startEmbedding()
    await pass(100)
    embedding.stop()
    const before = played.drawings.length
    await pass(60_000)
    expect(played.drawings).toHaveLength(before)
  })
})
