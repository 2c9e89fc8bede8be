/** Something that happens once or ten thousand times: who, what, to which kind of thing, how it ended. */
export type Occurrence = {
  actor: { kind: string; id: string; name: string }
  action: string
  subject: { kind: string; id: string }
  outcome: 'refused' | 'failed'
  /** The right that was missing, or the error's code. */
  reason?: string
  requestId: string
  at: Date
}

/** Occurrences alike: the last of them, when the first was, how many. `subject.id` is `*` when they differ. */
export type Tally = { last: Occurrence; firstAt: Date; count: number }

type Window = { openedAtMs: number; pending: Tally | null }

export type AggregatorOptions = {
  write: (tally: Tally) => Promise<void>
  onWriteFailed: (error: unknown) => void
  nowMs: () => number
  /** How long alike occurrences are gathered before they are written as one. */
  windowMs: number
  /** How many kinds are kept apart; more than these are counted together, so that memory is bounded. */
  maxKinds: number
  /** How many writes of a first occurrence may be under way at once; others wait for the window's end. */
  maxAtOnce: number
}

export const ANY_SUBJECT = '*'
const OVERFLOW = 'overflow'

function kindOf({ actor, action, subject, outcome, reason }: Occurrence): string {
  return JSON.stringify([actor.kind, actor.id, action, subject.kind, outcome, reason])
}

function together(pending: Tally | null, next: Tally): Tally {
  if (pending === null) return next
  const { subject } = pending.last
  const same = subject.id === next.last.subject.id
  return {
    last: same ? next.last : { ...next.last, subject: { kind: next.last.subject.kind, id: ANY_SUBJECT } },
    firstAt: new Date(Math.min(pending.firstAt.getTime(), next.firstAt.getTime())),
    count: pending.count + next.count,
  }
}

/** Beyond the kinds kept apart: the count stays true, who and what is given up. */
function anonymised(occurrence: Occurrence): Occurrence {
  return {
    ...occurrence,
    actor: { kind: 'job', id: 'audit', name: '' },
    action: 'audit.overflow',
    subject: { kind: ANY_SUBJECT, id: ANY_SUBJECT },
    reason: undefined,
  }
}

export type Aggregator = {
  /** Writes the first of a kind at once, counts the others. Never throws. */
  add: (occurrence: Occurrence) => Promise<void>
  /** Writes what was gathered in windows that have ended, or in all of them. */
  flush: (which: 'ended' | 'all') => Promise<void>
  /** How many windows are open: none means that there is nothing to wait for. */
  openWindows: () => number
}

/**
 * Gathers alike occurrences, so that a flood of refusals costs a few rows and a few kilobytes, and its counts add up.
 * What could not be written stays counted and goes out with the next flush.
 */
export function createAggregator(options: AggregatorOptions): Aggregator {
  const windows = new Map<string, Window>()
  let writing = 0

  async function write(window: Window, tally: Tally): Promise<void> {
    writing += 1
    try {
      await options.write(tally)
    } catch (error) {
      window.pending = together(window.pending, tally)
      options.onWriteFailed(error)
    } finally {
      writing -= 1
    }
  }

  async function add(given: Occurrence): Promise<void> {
    const crowded = !windows.has(kindOf(given)) && windows.size >= options.maxKinds
    const occurrence = crowded ? anonymised(given) : given
    const key = crowded ? `${OVERFLOW}:${given.outcome}` : kindOf(given)
    const tally = { last: occurrence, firstAt: occurrence.at, count: 1 }
    const open = windows.get(key)
    if (open !== undefined) {
      open.pending = together(open.pending, tally)
      return
    }
    const window: Window = { openedAtMs: options.nowMs(), pending: null }
    windows.set(key, window)
    if (crowded || writing >= options.maxAtOnce) window.pending = tally
    else await write(window, tally)
  }

  async function flush(which: 'ended' | 'all'): Promise<void> {
    for (const [key, window] of windows) {
      if (which === 'ended' && options.nowMs() - window.openedAtMs < options.windowMs) continue
      const { pending } = window
      if (pending === null) {
        windows.delete(key)
        continue
      }
      window.pending = null
      window.openedAtMs = options.nowMs()
      await write(window, pending)
    }
  }

  return { add, flush, openWindows: () => windows.size }
}
