import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/** One call each `intervalMs`, for everybody who names the same key. */
export type Rate = { key: string; intervalMs: number }

export type RateSlotOptions = {
  pool: pg.Pool
  /** All of them must have room: a token's own limit and its workspace's. */
  rates: readonly Rate[]
  /** Longer than this nobody queues: refused instead. */
  maxWaitMs: number
  /**
   * A caller that wakes later than this after its turn (a paused process) takes another turn: two calls would come too
   * close together at the receiver otherwise.
   */
  lateMs?: number
  /** For tests: a clock of their own instead of the database's and this process's. */
  clock?: RateClock
}

export type RateClock = {
  nowMs: () => number
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  /** null: the database's own, which is one for all replicas. */
  databaseNow: () => Date | null
}

const REAL_CLOCK: RateClock = {
  nowMs: () => performance.now(),
  pause: async (ms, signal) => await pause(ms, undefined, { signal }),
  databaseNow: () => null,
}

/** There would be no turn within `maxWaitMs`. */
export class NoRateSlot extends Error {
  constructor(waitMs: number) {
    super(`no turn within ${waitMs} ms`)
    this.name = 'NoRateSlot'
  }
}

/**
 * Interval for at most `perSecond` calls in every sliding second as the receiver counts them: calls are spaced evenly (no
 * burst), and by a third more than the limit asks. So `perSecond` intervals take a third of a second more than a second:
 * what a new connection or the network delays one call more than the next (`SLACK_MS`) does not close the gap.
 */
export function intervalFor(perSecond: number): number {
  return Math.ceil((1_000 + SLACK_MS + LATE_MS) / perSecond)
}

/** What a call may take longer on its way to the receiver than one that comes after it. */
export const SLACK_MS = 250
/** What it may wake too late, and go on all the same. */
const LATE_MS = 100

export type Acquire = (signal?: AbortSignal, withinMs?: number) => Promise<void>

/**
 * A limiter for all replicas together: the generic cell rate algorithm on rows of PostgreSQL, by the database's clock.
 * A call reserves its turn and then waits for it, holding no connection; turns are given in the order asked, so nobody
 * starves. @returns `acquire`, which throws NoRateSlot, or the signal's reason. With `withinMs` the caller takes no turn that
 * would come later: one that nobody waits for would be lost to all.
 */
export function createRateSlots(options: RateSlotOptions): Acquire {
  const rates = options.rates.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  const { clock = REAL_CLOCK, lateMs = LATE_MS, pool } = options
  return async (signal, withinMs = options.maxWaitMs) => {
    const maxWaitMs = Math.min(withinMs, options.maxWaitMs)
    for (;;) {
      signal?.throwIfAborted()
      const { waitMs, askedAt } = await reserve(pool, rates, { maxWaitMs, clock })
      await clock.pause(waitMs, signal)
      // Never early, since the wait begins after the answer; and late at most by this, since the database decided after
      // it was asked.
      if (clock.nowMs() - askedAt - waitMs <= lateMs) return
    }
  }
}

async function reserve(
  pool: pg.Pool,
  rates: readonly Rate[],
  { maxWaitMs, clock }: { maxWaitMs: number; clock: RateClock },
): Promise<{ waitMs: number; askedAt: number }> {
  const now = clock.databaseNow()
  const keys = rates.map(({ key }) => key)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(
      `INSERT INTO rate_slot (key, next_at)
       SELECT key, coalesce($2, clock_timestamp()) FROM unnest($1::text[]) AS given(key)
       ON CONFLICT (key) DO NOTHING`,
      [keys, now],
    )
    // Locked in one order, so that two callers with the same rows never wait for each other.
    await client.query('SELECT 1 FROM rate_slot WHERE key = ANY($1) ORDER BY key FOR UPDATE', [keys])
    const askedAt = clock.nowMs()
    const { rows } = await client.query<{ wait_ms: number }>(
      `WITH given AS MATERIALIZED (SELECT coalesce($4, clock_timestamp()) AS now), turn AS (
         SELECT given.now, greatest(max(next_at), given.now) AS at FROM rate_slot, given WHERE key = ANY($1)
         GROUP BY given.now
       ), taken AS (
         UPDATE rate_slot SET next_at = turn.at + rate.interval_ms * interval '1 millisecond'
         FROM turn, unnest($1::text[], $2::float8[]) AS rate(key, interval_ms)
         WHERE rate_slot.key = rate.key AND turn.at <= turn.now + $3::float8 * interval '1 millisecond'
       )
       SELECT greatest(0, extract(epoch FROM turn.at - turn.now) * 1000)::float8 AS wait_ms FROM turn`,
      [keys, rates.map(({ intervalMs }) => intervalMs), maxWaitMs, now],
    )
    await client.query('COMMIT')
    const waitMs = rows[0]?.wait_ms ?? 0
    if (waitMs > maxWaitMs) throw new NoRateSlot(maxWaitMs)
    return { waitMs: Math.ceil(waitMs), askedAt }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}
