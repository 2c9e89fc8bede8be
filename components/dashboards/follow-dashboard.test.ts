// @vitest-environment node
import type { EmbeddedDashboard } from '@superset-ui/embedded-sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AllowedFilter } from '@/lib/dashboards/model'
import { DashboardFollower } from './follow-dashboard'

// The page and the frame's answers are played here; in a browser: e2e/dashboards/states.spec.ts.

const FILTERS: AllowedFilter[] = [{ id: 'F1', name: 'Group', kind: 'select', column: 'group' }]
const mask = (value: string) => ({ F1: { filterState: { value: [value] } } })
const refused = () => Promise.reject(new Error('Method is not defined'))
const silent = () => new Promise<never>(() => {})

let page: ReturnType<typeof playPage>
let content: (windowPx: number) => number
let observed: (changed: Record<string, unknown>) => void
let dashboard: EmbeddedDashboard
let follower: DashboardFollower

/** A place and the frame in it, laid out as dashboard.css does. */
function playPage() {
  const styleOf = (values: Map<string, string>) => ({
    setProperty: (name: string, value: string) => void values.set(name, value),
    removeProperty: (name: string) => void values.delete(name),
    set height(value: string) {
      values.set('height', value)
    },
    set minHeight(value: string) {
      values.set('min-height', value)
    },
  })
  const [ofPlace, ofFrame] = [new Map<string, string>(), new Map<string, string>()]
  const attributes = new Map<string, string>()
  const px = (text: string | undefined) => (text === undefined ? null : Number.parseInt(text, 10))
  const height = () => px(ofFrame.get('height')) ?? px(ofPlace.get('--dashboard-height')) ?? 480
  const frame = {
    clientWidth: 1_000,
    get clientHeight() {
      return height()
    },
    style: styleOf(ofFrame),
    querySelector: () => ({
      setAttribute: (name: string, value: string) => void attributes.set(name, value),
    }),
  }
  const place = {
    get clientHeight() {
      return Math.max(height(), px(ofPlace.get('min-height')) ?? 480)
    },
    style: styleOf(ofPlace),
  }
  return { place, frame, ofPlace, ofFrame, attributes, height }
}

const asElement = (element: object) => element as unknown as HTMLElement

beforeEach(() => {
  vi.useFakeTimers()
  page = playPage()
  content = () => 900
  observed = () => {}
  const address = { pathname: '/dashboards/sales', search: '?f.group=Asked&tab=TAB-asked' }
  vi.stubGlobal('location', address)
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_state: null, _title: string, url: string) => {
      address.search = new URL(url, 'http://portal').search
    },
  })
  dashboard = {
    getScrollSize: async () => ({ width: 1_000, height: Math.max(content(page.height()), page.height()) }),
    getActiveTabs: async () => ['TAB-one'],
    getDataMask: async () => mask('Beverages'),
    observeDataMask: (told) => {
      observed = told as typeof observed
    },
  } as Partial<EmbeddedDashboard> as EmbeddedDashboard
})

afterEach(() => {
  follower.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

async function begin(ms = 100): Promise<void> {
  follower = new DashboardFollower({
    ...{ dashboard, filters: FILTERS },
    ...{ place: asElement(page.place), frame: asElement(page.frame) },
  })
  void follower.begin()
  await pass(ms)
}

const isLetBe = () => page.ofFrame.get('height') === undefined && page.ofPlace.get('min-height') === undefined

describe('the place of a dashboard', () => {
  it('is as high as its content, higher or lower than before, and higher when more comes', async () => {
    await begin()
    expect([page.height(), page.attributes.get('scrolling')]).toEqual([900, 'no'])
    content = () => 2_000
    await pass(1_100)
    expect(page.height()).toBe(2_000)
    follower.stop()
    content = () => 400
    await begin()
    expect([page.height(), isLetBe()]).toEqual([400, true])
  })

  it.each([
    ['refuses', refused],
    ['does not answer', silent],
  ])('gets its height back from measuring when the frame %s, and is measured later', async (_, answer) => {
    content = () => 400
    const { getScrollSize } = dashboard
    dashboard.getScrollSize = () => (page.ofFrame.has('height') ? answer() : getScrollSize())
    await begin(60)
    await pass(2_000)
    expect([page.height(), isLetBe()]).toEqual([480, true])
    dashboard.getScrollSize = getScrollSize
    content = () => 700
    await pass(3_100)
    expect([page.height(), isLetBe()]).toEqual([700, true])
  })

  it('is left alone by one that was stopped while it measured', async () => {
    content = () => 400
    dashboard.getScrollSize = () =>
      page.ofFrame.has('height') ? silent() : Promise.resolve({ width: 1, height: 480 })
    await begin(60)
    follower.stop()
    expect(isLetBe()).toBe(true)
    page.frame.style.setProperty('height', '320px')
    await pass(5_000)
    expect(page.ofFrame.get('height')).toBe('320px')
  })

  it.each([
    ['is a little more than its window', (px: number) => px + 100, 580],
    ['is twice its window', (px: number) => px * 2, 960],
    ['has a part that is as high as its window', (px: number) => 2_000 + px, 2_480],
  ])('does not grow for ever with content that %s, which scrolls then', async (_, heightIn, expected) => {
    content = heightIn
    await begin()
    await pass(60_000)
    expect([page.height(), page.attributes.get('scrolling'), isLetBe()]).toEqual([expected, 'auto', true])
  })

  it('has a most height, beyond which its content scrolls, and is measured anew on another tab', async () => {
    content = () => 1_000_000
    await begin()
    const asked = vi.spyOn(dashboard, 'getScrollSize')
    await pass(10_000)
    expect([page.height(), page.attributes.get('scrolling')]).toEqual([30_000, 'auto'])
    expect(asked).not.toHaveBeenCalled()
    content = () => 800
    dashboard.getActiveTabs = async () => ['TAB-two']
    await pass(1_200)
    expect([page.height(), page.attributes.get('scrolling')]).toEqual([800, 'no'])
  })
})

describe('the address of a dashboard', () => {
  it('is that of what is shown, at once when a filter changes', async () => {
    await begin()
    await pass(1_000)
    expect(location.search).toBe('?f.group=Beverages&tab=TAB-one')
    observed(mask('Seafood'))
    expect(location.search).toBe('?f.group=Seafood&tab=TAB-one')
  })

  it.each([
    ['refuses to name its tabs', refused],
    ['does not name its tabs', silent],
  ])('follows the filters of one that %s, and keeps the tab that it names', async (_, answer) => {
    dashboard.getActiveTabs = answer
    await begin(2_100)
    await pass(3_100)
    expect([location.search, page.height()]).toEqual(['?f.group=Beverages&tab=TAB-asked', 900])
    observed(mask('Seafood'))
    expect(location.search).toBe('?f.group=Seafood&tab=TAB-asked')
  })

  it('is left alone once it is that of another page', async () => {
    await begin()
    Object.assign(location, { pathname: '/dashboards', search: '' })
    await pass(1_100)
    observed(mask('Seafood'))
    expect(location.search).toBe('')
  })

  it('keeps its filters until the frame tells all of them', async () => {
    dashboard.getDataMask = refused
    await begin()
    observed({})
    await pass(1_100)
    expect(location.search).toBe('?f.group=Asked&tab=TAB-asked')
    dashboard.getDataMask = async () => mask('Beverages')
    await pass(1_000)
    expect(location.search).toBe('?f.group=Beverages&tab=TAB-one')
  })
})
