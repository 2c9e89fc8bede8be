// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { last, OPEN, pass, played, playFrame, startEmbedding } from '@/lib/testing/played-frame'

// With a real Superset: e2e/upstreams/dashboards-publishing.ts.
playFrame()

const DRAWN = { kind: 'drawn', trouble: null }
const noMasks = async () => ({})
const refuses = () => Promise.reject(new Error('Method is not defined'))
const hangs = () => new Promise<never>(() => {})

/** What a frame without masks shows. */
const PAGES: [string, () => void][] = [
  ['has a tab open', () => Object.assign(played, { tabs: async () => ['TAB-one'] })],
  ['is higher than its window', () => Object.assign(played, { height: 900 })],
  ['is higher and names no tabs', () => Object.assign(played, { height: 900, tabs: refuses })],
  ['is higher and does not answer for its tabs', () => Object.assign(played, { height: 900, tabs: hangs })],
]

describe('a dashboard whose filters were deleted since the registry was refreshed', () => {
  it.each(PAGES)('is drawn without masks where it %s, and not begun anew', async (_, show) => {
    played.masks = noMasks
    show()
    const embedding = startEmbedding()
    await pass(1_900)
    expect(last()).toEqual({ kind: 'loading', word: null })
    await pass(2_200)
    expect([last(), played.frames.length]).toEqual([DRAWN, 1])
    await pass(60_000)
    expect(last()).toEqual(DRAWN)
    embedding.stop()
  })

  it('is drawn as soon as it looks so, where Superset is slow', async () => {
    played.masks = noMasks
    const embedding = startEmbedding()
    await pass(9_000)
    expect(last()).toMatchObject({ kind: 'loading' })
    played.tabs = async () => ['TAB-one']
    await pass(2_000)
    expect([last(), played.frames.length]).toEqual([DRAWN, 1])
    embedding.stop()
  })

  it('is not drawn, however it looks, while the server knows that its token is not taken', async () => {
    played.masks = noMasks
    played.tabs = async () => ['TAB-one']
    played.replies.state = { status: 200, body: { obstacle: 'token', detail: '' } }
    const embedding = startEmbedding()
    await pass(3_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    played.replies.state = OPEN
    embedding.stop()
  })

  it('is not taken for drawn where it is as high as its window and names no tab', async () => {
    played.masks = noMasks
    played.height = 540
    const embedding = startEmbedding()
    await pass(44_000)
    expect(last()).toMatchObject({ kind: 'loading' })
    await pass(3_000)
    expect(last()).toMatchObject({ kind: 'stopped', obstacle: 'token' })
    embedding.stop()
  })
})
