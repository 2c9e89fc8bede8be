import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '@/lib/access/model'
import type { BoundValue } from '@/lib/connectors/tabular'
import { collect, packRows } from '../answer-body'
import { rowScopeMark } from '../answer-key'
import type { ParameterValues, Query, RowAccess, RunPurpose } from '../model'
import { noteFault, type StoredFault, saveAnswer, wantNewer } from '../repository/answers'
import { dropFlight, failFlight, takeFlight, watchFlight } from '../repository/flights'
import type { AnsweringEngine } from './answering-engine'
import { NobodyWaits, toStoredFault } from './faults'
import { type HeldAnswer, holdAnswer, keptAnswer } from './held-answers'
import { type OpenRunInput, openRun, recordUnasked } from './run'
import { sweepSometimes } from './sweep'
import { keepLease, type Phase, takeTurn, tellEnded } from './turns'

/** What is asked, by whom first, and what of. */
export type Asking = {
  ctx: Ctx
  key: string
  query: Query
  at: AnsweringEngine
  /** The query's statement, held to the rows that the asker reaches. */
  sql: string
  values: Readonly<Record<string, BoundValue>>
  texts: ParameterValues['texts']
  access: Exclude<RowAccess, { reach: 'none' }>
  purpose: RunPurpose
  /** The answer that the asker found too old; null for none. */
  seenAsOf: Date | null
}

export type Landing = { answer: HeldAnswer; asked: 'here' | 'elsewhere' }

/** A run that others were told to have failed. */
export class FlightFailed extends Error {
  readonly fault: StoredFault

  constructor(fault: StoredFault, cause?: unknown) {
    super(`${fault.system} ${fault.operation}: ${fault.code}`, { cause })
    this.name = 'FlightFailed'
    this.fault = fault
  }
}

/** By its name: a flight that a page began may be joined by a route handler, which is another bundle. */
export function isFlightFailed(error: unknown): error is FlightFailed {
  return error instanceof Error && error.name === 'FlightFailed' && 'fault' in error
}

export type FlightHooks = {
  /** Ends the flight, its statement included. */
  signal: AbortSignal
  note: (phase: Phase) => void
  /** At each beat of the lease: whether somebody elsewhere waits. */
  onBeat: (wanted: boolean) => void
  holding: (flight: string | null) => void
}

/** The longest that an engine may take for an answer that pages share, whoever waits. */
export const RUN_TIMEOUT_MS = 120_000
export const READER_PLACES = 3
const LOOK_FIRST_MS = 60
const LOOK_MOST_MS = 400

/**
 * Gets a new answer to a question: asks the engine, or waits for the replica that does. When that one dies its lease lapses
 * within seconds, and the question is taken over.
 * @throws FlightFailed; the signal's reason
 */
export async function fly(asking: Asking, hooks: FlightHooks): Promise<Landing> {
  for (;;) {
    hooks.signal.throwIfAborted()
    const flight = randomUUID()
    const { key, query, at, purpose, ctx } = asking
    const askedBy = `${ctx.actor.kind}:${ctx.actor.id}`
    const held = { key, flight, queryKey: query.key, place: at.place, purpose, askedBy }
    if (await takeFlight(held)) {
      const landed = await answerOf(asking)
      if (landed === null) return { answer: await conduct(asking, held, hooks), asked: 'here' }
      await dropFlight(flight)
      return { answer: landed, asked: 'elsewhere' }
    }
    const answer = await untilLanded(asking, hooks.signal)
    if (answer !== null) return { answer, asked: 'elsewhere' }
  }
}

/** An answer that is newer than the one that was too old. */
async function answerOf({ key, seenAsOf }: Asking): Promise<HeldAnswer | null> {
  const kept = await keptAnswer(key)
  return kept === null || kept.answer.asOf.getTime() === seenAsOf?.getTime() ? null : kept.answer
}

/** Waits for the flight of another replica. Null when it came to nothing and the question is free. */
async function untilLanded(asking: Asking, signal: AbortSignal): Promise<HeldAnswer | null> {
  let watched: string | undefined
  for (let waitMs = LOOK_FIRST_MS; ; waitMs = Math.min(waitMs * 1.5, LOOK_MOST_MS)) {
    const seen = await watchFlight(asking.key)
    watched ??= seen?.flight
    if (seen === null || seen.flight !== watched) {
      const answer = await answerOf(asking)
      if (answer !== null || seen === null) return answer
      watched = seen.flight
    }
    if (seen.ended && seen.fault !== null) throw new FlightFailed(seen.fault)
    if (seen.ended || seen.lapsed) return null
    await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

type Held = { key: string; flight: string; place: string; askedBy: string }

async function conduct(asking: Asking, held: Held, hooks: FlightHooks): Promise<HeldAnswer> {
  const { flight } = held
  const stopLease = keepLease(flight, hooks.onBeat)
  hooks.holding(flight)
  const queuedAt = performance.now()
  let input = runOf(asking, hooks.signal, { startedAt: asking.ctx.now(), queueMs: 0 })
  let began = false
  try {
    const startedAt = await takeTurn(held, placesOf(asking.at), hooks)
    input = runOf(asking, hooks.signal, { startedAt, queueMs: Math.round(performance.now() - queuedAt) })
    began = true
    return await ask(asking, held, input)
  } catch (error) {
    if (!began) {
      const queueMs = Math.round(performance.now() - queuedAt)
      await recordUnasked(asking.ctx, { ...input, queueMs }, error)
    }
    // Nobody is told of an asking that nobody waits for.
    if (hooks.signal.reason instanceof NobodyWaits) {
      await dropFlight(flight)
      throw error
    }
    const fault = toStoredFault(error)
    await failFlight(flight, fault)
    await noteFault(asking.key, fault)
    throw new FlightFailed(fault, error)
  } finally {
    hooks.holding(null)
    stopLease()
    tellEnded()
  }
}

export function placesOf({ statementsAtOnce }: AnsweringEngine) {
  return { ofEngine: statementsAtOnce, ofReader: READER_PLACES }
}

function runOf(
  { query, at, texts, purpose, access, sql, values }: Asking,
  signal: AbortSignal,
  when: Pick<OpenRunInput, 'startedAt' | 'queueMs'>,
): OpenRunInput {
  const request = { sql, values, timeoutMs: RUN_TIMEOUT_MS, signal }
  const rowScope = rowScopeMark(access)
  return { query, engine: at.engine, texts, purpose, rowScope, request, ...when }
}

async function ask(asking: Asking, { key, flight }: Held, input: OpenRunInput): Promise<HeldAnswer> {
  let counted = 0
  const run = await openRun(asking.ctx, { ...input, countedBytes: () => counted })
  const { rows, truncated, bytes } = await collect(run.batches, { count: (all) => (counted = all) })
  const { columns, elapsedMs } = run
  const answer = {
    columns,
    rows,
    truncated,
    bytes,
    asOf: input.startedAt,
    elapsedMs: elapsedMs(),
  }
  const body = await packRows(rows)
  const { query, at } = asking
  const stored = { ...answer, rows: rows.length }
  await saveAnswer({ key, flight, queryKey: query.key, engine: at.engine.system, body, ...stored })
  holdAnswer(key, answer)
  // The data changed meanwhile: who knows which of the two the engine saw. Should the old data come back, this is asked anew.
  if ((await at.engine.dataVersion().catch(() => '')) !== at.dataVersion) await wantNewer(key, 0)
  void sweepSometimes()
  return answer
}
