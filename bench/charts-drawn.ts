import type { Frame, Page } from '@playwright/test'

const WITHIN_MS = 60_000

/**
 * Fulfilled once the dashboard in the page's frame is drawn: each of `charts` shows its figures, and nothing loads. Looked
 * at in the frame itself at every picture that the browser paints, whoever framed it.
 */
export async function untilCharts(page: Page, charts: number): Promise<void> {
  const frame = await frameOf(page)
  await frame.waitForFunction(areDrawn, charts, { polling: 'raf', timeout: WITHIN_MS })
}

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe', { state: 'attached', timeout: WITHIN_MS })
  const frame = await element.contentFrame()
  if (frame === null) throw new Error('the frame is gone')
  return frame
}

/** Runs in the frame. */
function areDrawn(charts: number): boolean {
  const holders = [...document.querySelectorAll('.dashboard-component-chart-holder')]
  const seen = holders.filter((holder) => holder.checkVisibility())
  if (seen.length !== charts || document.querySelector('[data-test="loading-indicator"], .loading') !== null)
    return false
  return seen.every((holder) => {
    const body = holder.querySelector('.slice_container')
    const figures = body?.querySelector('canvas, svg, tbody td, .header-line')
    return figures instanceof Element && figures.checkVisibility()
  })
}
