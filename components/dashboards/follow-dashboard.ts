import type { EmbeddedDashboard } from '@superset-ui/embedded-sdk'
import { sleep } from '@/lib/dashboards/client/sleep'
import type { AllowedFilter } from '@/lib/dashboards/model'
import { searchOf } from '@/lib/dashboards/native-filters'

const LOOK_MS = 1_000
/** Lower than any dashboard. */
const MEASURING_PX = 320
const LAYOUT_MS = 50
/** What a document is higher than its window for by itself, and what is content that came. */
const SLACK_PX = 60

type Follow = {
  dashboard: EmbeddedDashboard
  filters: readonly AllowedFilter[]
  place: HTMLElement
  frame: HTMLElement
}

/**
 * While a dashboard is shown: its place is as high as its content, and the page's address is the one that leads to what is
 * shown, filters and tab. The frame says neither by itself, so that it is asked.
 */
export class DashboardFollower {
  private readonly follow: Follow
  private goesOn = true
  private masks: Record<string, unknown> = {}
  private tab: string | null = null
  private width: number
  private height = 0

  constructor(follow: Follow) {
    this.follow = follow
    this.width = follow.frame.clientWidth
  }

  /** Fulfilled once the place has its height, so that nothing moves when it is uncovered. */
  async begin(): Promise<void> {
    const { dashboard } = this.follow
    const [tab, masks] = await Promise.all([shownTab(dashboard), dashboard.getDataMask(), this.measure()])
    this.tab = tab
    this.masks = masks
    dashboard.observeDataMask((changed) => {
      this.masks = { ...this.masks, ...changed }
      this.writeAddress()
    })
    void this.run()
  }

  stop(): void {
    this.goesOn = false
    const { frame, place } = this.follow
    frame.style.removeProperty('height')
    place.style.removeProperty('min-height')
  }

  private async run(): Promise<void> {
    while (this.goesOn) {
      await sleep(LOOK_MS)
      // A frame that is going away answers nothing, or an error: the next look tells.
      if (this.goesOn) await this.look().catch(() => {})
    }
  }

  private async look(): Promise<void> {
    const { dashboard, frame } = this.follow
    const [tab, size] = await Promise.all([shownTab(dashboard), dashboard.getScrollSize()])
    const isOther =
      tab !== this.tab || frame.clientWidth !== this.width || size.height > this.height + SLACK_PX
    this.tab = tab
    this.width = frame.clientWidth
    if (isOther) await this.measure()
    this.writeAddress()
  }

  private async measure(): Promise<void> {
    const { dashboard, frame } = this.follow
    const { height } = await dashboard.getScrollSize()
    if (height > frame.clientHeight + SLACK_PX) this.setHeight(height)
    else await this.measureLow()
  }

  /**
   * A document is never lower than its window, and Superset's always a little higher: where it is not clearly so, only when
   * it is made low for a moment does it tell how high it is. The place does not move meanwhile.
   */
  private async measureLow(): Promise<void> {
    const { dashboard, frame, place } = this.follow
    place.style.minHeight = `${place.clientHeight}px`
    frame.style.height = `${MEASURING_PX}px`
    await sleep(LAYOUT_MS)
    const { height } = await dashboard.getScrollSize()
    this.setHeight(height)
    frame.style.removeProperty('height')
    place.style.removeProperty('min-height')
  }

  private setHeight(height: number): void {
    const { frame, place } = this.follow
    if (!this.goesOn || height <= 0) return
    this.height = Math.ceil(height)
    place.style.setProperty('--dashboard-height', `${this.height}px`)
    frame.querySelector('iframe')?.setAttribute('scrolling', 'no')
  }

  private writeAddress(): void {
    if (!this.goesOn) return
    const search = searchOf(this.masks, { allowed: this.follow.filters, tab: this.tab })
    if (search !== location.search) history.replaceState(history.state, '', location.pathname + search)
  }
}

/** The innermost one that is open. */
async function shownTab(dashboard: EmbeddedDashboard): Promise<string | null> {
  return (await dashboard.getActiveTabs()).at(-1) ?? null
}
