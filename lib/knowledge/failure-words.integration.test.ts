import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import DatabasePage from '@/app/(portal)/kb/[space]/[database]/page'
import SpacePage from '@/app/(portal)/kb/[space]/page'
import ChangesPage from '@/app/(portal)/kb/changes/page'
import KnowledgePage from '@/app/(portal)/kb/page'
import { refresher } from '@/lib/testing/knowledge'
import { rendered } from '@/lib/testing/rendered'
import type { FiberyStandIn } from '@/local/fibery/server'
import { failureWords } from './failure-words'
import { refreshAll } from './service/refresh'

// What a reader sees while Fibery fails in each of its ways: the real pages over the real services, database and connector,
// towards the stand-in. docs/connectors/fibery.md has the table.

// The environment is read once, so the workspace must stand before anything is imported.
const { standIn, gate } = await vi.hoisted(async () => {
  const { startFiberyStandIn } = await import('@/local/fibery/server')
  const started: FiberyStandIn = await startFiberyStandIn({ port: 0, token: 'token', perSecond: 10_000 })
  const { inAHurry, readBySomebody, withoutTurns } = await import('@/lib/testing/fibery-workspace')
  readBySomebody()
  withoutTurns()
  inAHurry({ timeoutMs: 400, budgetMs: 1_500 })
  process.env.FIBERY_URL = started.url
  process.env.FIBERY_TOKEN = 'token'
  // What the connector will ask with: while the gate is shut, nothing comes back, whatever any clock says.
  const open = { waits: Promise.resolve() }
  const real = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    if (String(input).startsWith(`${started.url}/api/`)) await open.waits
    return await real(input, init)
  }
  return { standIn: started, gate: open }
})

const none = { searchParams: Promise.resolve({}) }
const things = { params: Promise.resolve({ space: 'things' }) }
const thing = { ...none, params: Promise.resolve({ space: 'things', database: 'thing' }) }
const PAGES = {
  '/kb': () => KnowledgePage(none),
  '/kb/things': () => SpacePage(things),
  '/kb/things/thing': () => DatabasePage(thing),
  '/kb/changes': () => ChangesPage(none),
}

async function shown(path: keyof typeof PAGES): Promise<string> {
  return (await rendered(await PAGES[path]())).replaceAll('&#x27;', "'")
}

async function tell(mode: string, space?: string): Promise<void> {
  const body = JSON.stringify({ mode, ...(space === undefined ? {} : { space }) })
  const { ok } = await fetch(`${standIn.url}/__misbehave`, { method: 'POST', body })
  if (!ok) throw new Error(`the stand-in does not know ${mode}`)
}

beforeAll(async () => {
  await refreshAll(refresher())
})
beforeEach(() => tell('off'))
afterAll(() => standIn.stop())

/** fault at the workspace · what it is to the portal */
const FAULTS = [
  ['stall', 'TIMEOUT'],
  ['slow', 'TIMEOUT'],
  ['drip', 'TIMEOUT'],
  ['cut', 'CONNECTION_CUT'],
  ['html', 'WRONG_CONTENT_TYPE'],
  ['text', 'WRONG_CONTENT_TYPE'],
  ['errors', 'GRAPHQL_ERRORS'],
  ['huge', 'TOO_LARGE'],
  ['large', 'TOO_LARGE'],
  ['down', 'SERVER_FAULT'],
  ['gateway', 'SERVER_ERROR'],
  ['unauthorized', 'UNAUTHORIZED'],
  ['busy', 'RATE_LIMITED'],
] as const

it('no page waits for Fibery: each is there while nothing comes back from it', async () => {
  let open = () => {}
  gate.waits = new Promise((resolve) => {
    open = resolve
  })
  let ended = false
  const refreshing = refreshAll(refresher())
    .catch(() => {})
    .finally(() => {
      ended = true
    })
  for (const path of ['/kb', '/kb/things', '/kb/things/thing', '/kb/changes'] as const)
    expect(await shown(path)).toContain(path === '/kb/changes' ? 'What changed' : 'Thing')
  expect(ended).toBe(false)
  open()
  await refreshing
})

describe('one space fails', () => {
  it.each(FAULTS)('%s: the page says %s in words, what is known, and how old it is', async (mode, code) => {
    await tell(mode, 'Things')
    const results = await refreshAll(refresher())
    expect(results.map(({ space, outcome, failure }) => [space, outcome, failure?.code])).toEqual([
      ['Product Handbook', 'published', undefined],
      ['Things', 'failed', code],
    ])
    for (const path of ['/kb', '/kb/things', '/kb/things/thing'] as const) {
      const html = await shown(path)
      expect(html).toContain(failureWords(code).what)
      expect(html).toContain(failureWords(code).next)
      expect(html).toContain('What you see is what was read last.')
      expect(html).toContain(`<code>${code}</code>`)
      expect(html).toContain('Not up to date')
      expect(html).toMatch(/<time[^>]* datetime="2/i)
      expect(html).toContain('Thing')
    }
    // The other space is none the worse.
    await tell('off')
    await refreshAll(refresher())
    expect(await shown('/kb')).not.toContain('Not up to date')
  })

  it('introspection turned off: databases and fields are up to date, and the page says what is not known', async () => {
    await tell('no-introspection', 'Things')
    await refreshAll(refresher())
    for (const path of ['/kb/things', '/kb/things/thing'] as const) {
      const html = await shown(path)
      expect(html).toContain("Fibery does not tell this space's GraphQL schema.")
      expect(html).not.toContain('Not up to date')
    }
    expect(await shown('/kb/things/thing')).toContain('findThings')
    await tell('off')
    await refreshAll(refresher())
    expect(await shown('/kb/things')).not.toContain('does not tell')
  })
})

describe('the whole workspace fails', () => {
  // Errors are GraphQL's; and a list that is unchanged (304) has no content type that could be wrong.
  const OF_LIST = FAULTS.filter(([mode]) => mode !== 'errors' && mode !== 'text')
  it.each([...OF_LIST, ['forbidden', 'FORBIDDEN'] as const])(
    '%s: the list of spaces says %s in words, and every page is there',
    async (mode, code) => {
      await tell(mode)
      await expect(refreshAll(refresher())).rejects.toMatchObject({
        code: expect.stringMatching(/^UPSTREAM_/),
      })
      const html = await shown('/kb')
      expect(html).toContain(failureWords(code).what)
      expect(html).toContain('What you see is what was read last.')
      expect(html).toContain('Product Handbook')
      expect(await shown('/kb/things/thing')).toContain('findThings')
      await tell('off')
      await refreshAll(refresher())
    },
  )

  it('nobody listens any more', async () => {
    await standIn.stop()
    await expect(refreshAll(refresher())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
    const html = await shown('/kb')
    expect(html).toContain(failureWords('UNREACHABLE').what)
    expect(html).toContain('Product Handbook')
  })
})
