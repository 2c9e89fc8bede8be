import { setTimeout as sleep } from 'node:timers/promises'

/** Called between pieces of long work: gives the process back to its readers when the work has held it long enough. */
export type Breather = () => Promise<void>

/**
 * Long work beside readers: after `busyMs` of it the process is left alone for as long as it takes for the work to have
 * had its `share` of the time.
 */
export function createBreather({ busyMs = 4, share = 0.35 } = {}): Breather {
  let begun = performance.now()
  return async () => {
    const busy = performance.now() - begun
    if (busy < busyMs) return
    await sleep(Math.min(busy * (1 / share - 1), 100))
    begun = performance.now()
  }
}
