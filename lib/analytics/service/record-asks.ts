import type { Ctx } from '@/lib/access/model'
import { logger } from '@/lib/platform/logger'
import type { RunRecord } from '../model'
import { insertRuns, type RunOf } from '../repository'
import { touchAnswers } from '../repository/answers'

const FLUSH_MS = 2_000
/** So many are written before their time: one statement takes no more values than some three times as many rows have. */
const FLUSH_AT = 1_000

type Waiting = {
  asks: Map<string, RunOf>
  keys: Set<string>
  timer: NodeJS.Timeout | undefined
}

// Pages and route handlers are bundled apart and share one list.
const store = globalThis as typeof globalThis & { pergolaAsks?: Waiting }

function waiting(): Waiting {
  store.pergolaAsks ??= { asks: new Map(), keys: new Set(), timer: undefined }
  return store.pergolaAsks
}

/**
 * Records an ask that the engine was not troubled for, a moment later and many at once: a page of a kept answer waits for
 * no insert. What the same reader was given of the same kept answer within that moment is one row.
 */
export function recordAsk(ctx: Ctx, key: string, run: Omit<RunRecord, 'times'>): void {
  const list = waiting()
  const { actor } = ctx
  const name =
    run.answer === 'kept'
      ? [actor.kind, actor.id, key, run.purpose, run.outcome].join(' ')
      : `${list.asks.size} joined`
  const known = list.asks.get(name)
  if (known === undefined) list.asks.set(name, { actor, run: { ...run, times: 1 } })
  else known.run = { ...run, times: known.run.times + 1 }
  list.keys.add(key)
  if (list.asks.size >= FLUSH_AT) void flushAsks()
  else list.timer ??= setTimeout(() => void flushAsks(), FLUSH_MS).unref()
}

/** Writes what waits: every two seconds, at shutdown, and in tests. */
export async function flushAsks(): Promise<void> {
  const list = waiting()
  clearTimeout(list.timer)
  store.pergolaAsks = undefined
  if (list.asks.size === 0) return
  try {
    await insertRuns([...list.asks.values()])
    await touchAnswers([...list.keys])
  } catch (error) {
    logger.error({ err: error, asks: list.asks.size }, 'what was asked could not be recorded')
  }
}
