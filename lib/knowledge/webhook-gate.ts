import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether it is the secret, in a time that says nothing of how much of it was right. */
export function isSecret(given: string | null, secret: string | undefined): boolean {
  if (secret === undefined || given === null) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}

export type GateOptions = {
  nowMs: () => number
  /** Runs `work` after so long, unless the process ends before. */
  later: (work: () => void, ms: number) => void
  /** Calls a minute; more are refused. */
  aMinute: number
  /** The database hears of calls no more often than this. */
  everyMs: number
}

/**
 * What stands before the work of a webhook in one process: calls over the limit are refused; of those within it, one at a
 * time reaches the work, and calls that come sooner become one that follows. None is lost while the process lives.
 */
export function createWebhookGate(
  work: () => Promise<void>,
  { nowMs, later, aMinute, everyMs }: GateOptions,
): () => 'refused' | 'later' | Promise<void> {
  let windowStart = Number.NEGATIVE_INFINITY
  let taken = 0
  let workedAt = Number.NEGATIVE_INFINITY
  let follows = false
  return () => {
    const now = nowMs()
    if (now - windowStart >= 60_000) {
      windowStart = now
      taken = 0
    }
    taken += 1
    if (taken > aMinute) return 'refused'
    if (now - workedAt >= everyMs && !follows) {
      workedAt = now
      return work()
    }
    if (!follows) {
      follows = true
      later(
        () => {
          follows = false
          workedAt = nowMs()
          // Who called has its answer already; what fails here is made good by the hourly run.
          work().catch(() => {})
        },
        Math.max(0, workedAt + everyMs - now),
      )
    }
    return 'later'
  }
}
