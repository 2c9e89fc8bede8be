import { setTimeout as sleep } from 'node:timers/promises'

/** Called between pieces of long work: gives the process back to its readers when the work has held it long enough. */
export type Breather = () => Promise<void>

/** A longer pause between two calls was spent waiting, for the database or for a turn: it held up nobody. */
const WAITED_MS = 10

/**
 * Long work beside readers: after `busyMs` of it the process is left alone for as long as it takes for the work to have
 * had its `share` of the time. To be called often, after each piece of a few milliseconds at most.
 */
export function createBreather({ busyMs = 3, share = 0.4 } = {}): Breather {
  let last = performance.now()
  let busy = 0
  return async () => {
    const now = performance.now()
    if (now - last < WAITED_MS) busy += now - last
    if (busy >= busyMs) {
      await sleep(busy * (1 / share - 1))
      busy = 0
    }
    last = performance.now()
  }
}
