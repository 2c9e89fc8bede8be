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
 * burst), and by a fifth more than the limit asks, so that what the network delays does not close the gap.
 */
export function intervalFor(perSecond: number): number {
  return Math.ceil((1_000 / perSecond) * 1.2)
}

const LATE_MS = 50

/**
 * A limiter for all replicas together: the generic cell rate algorithm on rows of PostgreSQL, by the database's clock.
 * A call reserves its turn and then waits for it, holding no connection; turns are given in the order asked, so nobody
 * starves. @returns `acquire`, which throws NoRateSlot, or the signal's reason.
 */
export function createRateSlots(options: RateSlotOptions): (signal?: AbortSignal) => Promise<void> {
  const rates = options.rates.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  return async (signal) => {
    for (;;) {
      signal?.throwIfAborted()
      const waitMs = await reserve(options.pool, rates, options.maxWaitMs)
      const due = performance.now() + waitMs
      await pause(waitMs, undefined, { signal })
      if (performance.now() - due <= (options.lateMs ?? LATE_MS)) return
    }
  }
}

async function reserve(pool: pg.Pool, rates: readonly Rate[], maxWaitMs: number): Promise<number> {
  const keys = rates.map(({ key }) => key)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(
      `INSERT INTO rate_slot (key, next_at) SELECT key, clock_timestamp() FROM unnest($1::text[]) AS given(key)
       ON CONFLICT (key) DO NOTHING`,
      [keys],
    )
    // Locked in one order, so that two callers with the same rows never wait for each other.
    await client.query('SELECT 1 FROM rate_slot WHERE key = ANY($1) ORDER BY key FOR UPDATE', [keys])
    const { rows } = await client.query<{ wait_ms: number }>(
      `WITH turn AS (
         SELECT clock_timestamp() AS now, greatest(max(next_at), clock_timestamp()) AS at FROM rate_slot WHERE key = ANY($1)
       ), taken AS (
         UPDATE rate_slot SET next_at = turn.at + given.interval_ms * interval '1 millisecond'
         FROM turn, unnest($1::text[], $2::float8[]) AS given(key, interval_ms)
         WHERE rate_slot.key = given.key AND turn.at <= turn.now + $3::float8 * interval '1 millisecond'
       )
       SELECT greatest(0, extract(epoch FROM turn.at - turn.now) * 1000)::float8 AS wait_ms FROM turn`,
      [keys, rates.map(({ intervalMs }) => intervalMs), maxWaitMs],
    )
    await client.query('COMMIT')
    const waitMs = rows[0]?.wait_ms ?? 0
    if (waitMs > maxWaitMs) throw new NoRateSlot(maxWaitMs)
    return Math.ceil(waitMs)
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}
