import type { EmbeddedDashboard } from '@superset-ui/embedded-sdk'
import { sleep } from './sleep'

/** Whether the frame has answered at all. */
export type Answers = { isThere: boolean }

/** Until the frame answers it is asked so often; an answer that takes longer is not waited for. */
const POLL_MS = 50
const REPLY_MS = 1_000

/** `drawn` once the frame has masks; `empty` when it answers and has none for `emptyMs` milliseconds. */
export async function untilDrawn(
  dashboard: EmbeddedDashboard,
  { emptyMs, goesOn, answers }: { emptyMs: number; goesOn: () => boolean; answers: Answers },
): Promise<'drawn' | 'empty' | 'over'> {
  let emptySince: number | null = null
  while (goesOn()) {
    // An older Superset answers that it knows no such question: it is there, and not what was agreed.
    const asked = dashboard.getDataMask().catch(() => ({}))
    const masks = await Promise.race([asked, sleep(REPLY_MS).then(() => null)])
    if (masks !== null && Object.keys(masks).length > 0) return 'drawn'
    if (masks !== null) {
      answers.isThere = true
      emptySince ??= performance.now()
    }
    if (emptySince !== null && performance.now() - emptySince > emptyMs) return 'empty'
    await sleep(POLL_MS)
  }
  return 'over'
}

/** What a page is higher than its window for by itself, and what is a dashboard. */
const SLACK_PX = 60

/**
 * Whether a frame without masks shows a dashboard all the same: it has a tab open, or is clearly higher than its window of
 * `windowPx`. One that is not let in, or says that it failed, has neither.
 */
export async function looksDrawn(dashboard: EmbeddedDashboard, windowPx: number): Promise<boolean> {
  const late = sleep(REPLY_MS).then(() => null)
  const [tabs, size] = await Promise.all([
    Promise.race([dashboard.getActiveTabs().catch(() => null), late]),
    Promise.race([dashboard.getScrollSize().catch(() => null), late]),
  ])
  return (tabs ?? []).length > 0 || (size?.height ?? 0) > windowPx + SLACK_PX
}
