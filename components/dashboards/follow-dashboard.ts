import type { EmbeddedDashboard } from '@superset-ui/embedded-sdk'
import { sleep } from '@/lib/dashboards/client/sleep'
import type { AllowedFilter } from '@/lib/dashboards/model'
import { searchOf, tabFrom } from '@/lib/dashboards/native-filters'

const LOOK_MS = 1_000
/** A frame that is going away, or hangs, answers nothing. */
const ANSWER_MS = 2_000
/** Lower than any dashboard. */
const MEASURING_PX = 320
/** Higher than any dashboard that somebody reads: what is more scrolls within. */
const MOST_PX = 30_000
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
  /** Of the page that it is on: another's address may be there a moment before this one is stopped. */
  private readonly path = location.pathname
  private goesOn = true
  /** Null until the frame has told all of them: what is known by halves would take the others out of the address. */
  private masks: Record<string, unknown> | null = null
  private tab: string | null
  private width: number
  private height = 0
  /** Whether more is there than the place shows, by no fault of the place. */
  private scrolls = false

  constructor(follow: Follow) {
    this.follow = follow
    this.width = follow.frame.clientWidth
    this.tab = tabFrom(Object.fromEntries(new URLSearchParams(location.search)))
  }

  /** Fulfilled once the place has its height, so that nothing moves when it is uncovered. */
  async begin(): Promise<void> {
    // One that is not answered keeps none of the others from being followed: the next look asks again.
    await Promise.allSettled([this.readTab(), this.readMasks(), this.measure()])
    if (!this.goesOn) return
    this.follow.dashboard.observeDataMask((changed) => {
      if (this.masks === null) return
      this.masks = { ...this.masks, ...changed }
      this.writeAddress()
    })
    void this.run()
  }

  stop(): void {
    this.letPlaceBe()
    this.goesOn = false
  }

  private async run(): Promise<void> {
    while (this.goesOn) {
      await sleep(LOOK_MS)
      if (this.goesOn) await this.look()
    }
  }

  private async look(): Promise<void> {
    const before = this.tab
    await Promise.allSettled([this.readTab(), this.masks === null ? this.readMasks() : null])
    const { clientWidth } = this.follow.frame
    const isOther = this.tab !== before || clientWidth !== this.width
    this.width = clientWidth
    // A frame that does not tell its height stays as high as it was.
    await (isOther ? this.measure() : this.followGrowth()).catch(() => {})
    this.writeAddress()
  }

  /** The innermost one that is open. */
  private async readTab(): Promise<void> {
    const tabs = await answered(this.follow.dashboard.getActiveTabs())
    this.tab = tabs.at(-1) ?? null
  }

  private async readMasks(): Promise<void> {
    this.masks = await answered(this.follow.dashboard.getDataMask())
  }

  private async readHeight(): Promise<number> {
    return (await answered(this.follow.dashboard.getScrollSize())).height
  }

  private async measure(): Promise<void> {
    this.scrolls = false
    const height = await this.readHeight()
    this.setHeight(height > this.follow.frame.clientHeight + SLACK_PX ? height : await this.readLowHeight())
  }

  /** Content that came makes the place higher; content that is as high as its window and more would do so for ever. */
  private async followGrowth(): Promise<void> {
    if (this.scrolls || (await this.readHeight()) <= this.height + SLACK_PX) return
    const height = await this.readLowHeight()
    this.scrolls = height <= this.height + SLACK_PX
    this.setHeight(Math.max(height, this.height))
  }

  /**
   * A document is never lower than its window, and Superset's always a little higher: where it is not clearly so, only when
   * it is made low for a moment does it tell how high it is. The place does not move meanwhile.
   */
  private async readLowHeight(): Promise<number> {
    const { frame, place } = this.follow
    place.style.setProperty('min-height', `${place.clientHeight}px`)
    frame.style.setProperty('height', `${MEASURING_PX}px`)
    try {
      await sleep(LAYOUT_MS)
      return await this.readHeight()
    } finally {
      this.letPlaceBe()
    }
  }

  /** Not once it was stopped: another may measure the same place by then. */
  private letPlaceBe(): void {
    if (!this.goesOn) return
    this.follow.frame.style.removeProperty('height')
    this.follow.place.style.removeProperty('min-height')
  }

  private setHeight(height: number): void {
    const { frame, place } = this.follow
    if (!this.goesOn || height <= 0) return
    this.scrolls ||= height > MOST_PX
    this.height = Math.min(Math.ceil(height), MOST_PX)
    place.style.setProperty('--dashboard-height', `${this.height}px`)
    frame.querySelector('iframe')?.setAttribute('scrolling', this.scrolls ? 'auto' : 'no')
  }

  private writeAddress(): void {
    if (!this.goesOn || this.masks === null || location.pathname !== this.path) return
    const search = searchOf(this.masks, { allowed: this.follow.filters, tab: this.tab })
    if (search !== location.search) history.replaceState(history.state, '', this.path + search)
  }
}

/** @throws Error where the frame refuses, or does not answer in time */
async function answered<T>(asked: Promise<T>): Promise<T> {
  const late = sleep(ANSWER_MS).then(() => {
    throw new Error(`the frame did not answer within ${ANSWER_MS} ms`)
  })
  return await Promise.race([asked, late])
}
