import { readdirSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const LOWEST = 19
/** A thirtieth of another session's share. */
const GROUP = '15'
/** Linux takes so few changes of a session's share that the next one may have to wait. */
const TRIES = 4
const AGAIN_MS = 120

/** Makes this process the first to go when memory is short. Only Linux has the file. */
export function becomeFirstToGo(): void {
  tried(() => writeFileSync('/proc/self/oom_score_adj', '1000'))
}

/**
 * Makes this process the last to get a processor, for what people wrote. Linux shares a processor among sessions first
 * (`sched_autogroup`), and counts a session's niceness within it alone: in the portal's own, whatever runs away would take
 * the portal's share from the database, however nice it is. So its session's group is made nice; where there are no such
 * groups, its threads are.
 */
export async function becomeLowest(): Promise<void> {
  // Each thread has a niceness of its own, and a thread to come that of the one which makes it.
  for (const thread of threads()) tried(() => setPriority(thread, LOWEST))
  for (let n = 0; n < TRIES && !tried(() => writeFileSync('/proc/self/autogroup', GROUP)); n += 1) {
    await sleep(AGAIN_MS)
  }
}

function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return [0]
  }
}

/** A thread may have ended meanwhile, and not every system has what is written to. */
function tried(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
