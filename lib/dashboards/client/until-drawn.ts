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
