import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** Called between pieces of long work: gives the process back to its readers when the work has held it long enough. */
export type Breather = () => Promise<void>

/** So much rest is remembered: it is what lies behind that counts, and not what was long ago. */
const MAX_CREDIT_MS = 20

/**
 * Long work beside readers: after `busyMs` of it the process is left alone for as long as it takes for the work to have
 * had its `share` of the time. To be called often, after each piece of a few milliseconds at most. A rest that others
 * made longer than it had to be counts for the next ones: among busy readers the work still has its share, and gives
 * them their turn as often.
 */
export function createBreather({ busyMs = 3, share = 0.25 } = {}): Breather {
  const turns = countTurns()
  let seen = turns.now()
  let last = performance.now()
  let busy = 0
  let credit = 0
  return async () => {
    const now = performance.now()
    // With a turn between two calls the work was waiting, for the database or for another: it held up nobody.
    if (turns.now() === seen) busy += now - last
    if (busy >= busyMs) {
      const owed = busy * (1 / share - 1)
      await (credit >= owed ? nextTurn() : sleep(owed - credit))
      credit = Math.min(MAX_CREDIT_MS, Math.max(0, credit + performance.now() - now - owed))
      busy = 0
    }
    seen = turns.now()
    last = performance.now()
  }
}

/** Counts the turns of the event loop, as far as somebody asks. */
function countTurns(): { now: () => number } {
  let turns = 0
  let watching = false
  return {
    now: () => {
      if (!watching) {
        watching = true
        setImmediate(() => {
          watching = false
          turns += 1
        })
      }
      return turns
    },
  }
}
