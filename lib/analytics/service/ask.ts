import type { AppError } from '@/lib/platform/errors'
import { rowScopeMark } from '../answer-key'
import type { AnswerFault, AnswerKind, Query, RunOutcome } from '../model'
import type { StoredFault } from '../repository/answers'
import { readerTimedOut, toReaderError } from './faults'
import { type Asking, isFlightFailed } from './flight'
import { joinFlight, type LocalFlight } from './flights'
import { type HeldAnswer, type KeptAnswer, keptAnswer } from './held-answers'
import { recordAsk } from './record-asks'

export type Patience = {
  /** So long a reader waits for an answer in all. */
  deadlineMs: number
  /** So long for a newer one, where an old one is there: then the old one is shown, and looked at again. */
  newerWithinMs: number
  /** The reader has left. */
  signal?: AbortSignal
}

export type Asked = { answer: HeldAnswer; kind: AnswerKind; asking: boolean; fault: AnswerFault | null }

/** After a newer one could not be had, an old answer is shown for so long before the engine is troubled again. */
const RETRY_AFTER_MS = 15_000
/** A page that shows an old answer reads itself again before this is over, or nobody looks at it. */
const WANTED_FOR_MS = 10_000

/**
 * The answer to a question: the one that is kept, when it is new enough; else a new one, which all who ask at once share.
 * When there can be no new one, the last that was, with why; it is of the same question over the same rows, or none.
 * @throws AppError UPSTREAM_FAILED, UPSTREAM_TIMEOUT when there is none at all; the signal's reason when the reader left
 */
export async function askAnswer(
  asking: Omit<Asking, 'seenAsOf'>,
  patience: Patience,
  tellDetail: boolean,
): Promise<Asked> {
  patience.signal?.throwIfAborted()
  const kept = await keptAnswer(asking.key)
  if (kept !== null && isNewEnough(kept, asking.query)) {
    record(asking, { answer: kept.answer, kind: 'kept', outcome: 'done', waitedMs: 0 })
    return { answer: kept.answer, kind: 'kept', asking: false, fault: null }
  }
  if (kept?.fault && kept.fault.ageMs < RETRY_AFTER_MS) {
    const { at, ...fault } = kept.fault
    record(asking, { answer: kept.answer, kind: 'kept', outcome: 'done', waitedMs: 0 })
    return old(kept, toFault(fault, tellDetail, at))
  }
  return await askNewer({ ...asking, seenAsOf: kept?.answer.asOf ?? null }, { kept, patience, tellDetail })
}

function isNewEnough({ ageMs, wanted }: KeptAnswer, { freshness }: Query): boolean {
  if (wanted) return false
  return freshness.kind === 'static' || ageMs <= freshness.seconds * 1_000
}

type How = { kept: KeptAnswer | null; patience: Patience; tellDetail: boolean }

async function askNewer(asking: Asking, { kept, patience, tellDetail }: How): Promise<Asked> {
  const began = performance.now()
  const { deadlineMs, signal } = patience
  const withinMs = kept === null ? deadlineMs : Math.min(deadlineMs, patience.newerWithinMs)
  const { flight, first } = joinFlight(asking)
  const waitedMs = () => Math.round(performance.now() - began)
  try {
    const landed = await untilLanded(flight, withinMs, signal)
    if (landed === 'late') return late(flight, { kept, deadlineMs, withinMs })
    flight.leave('cancelled')
    const kind = first && landed.asked === 'here' ? 'fresh' : 'joined'
    if (kind === 'joined')
      record(asking, { answer: landed.answer, kind, outcome: 'done', waitedMs: waitedMs() })
    return { answer: landed.answer, kind, asking: false, fault: null }
  } catch (error) {
    if (!isFlightFailed(error)) throw error
    const outcome = error.fault.layer === 'timeout' ? 'timeout' : 'failed'
    if (!first) record(asking, { answer: null, kind: 'joined', outcome, waitedMs: waitedMs() })
    if (kept === null) throw toReaderError(error.fault, tellDetail, error.cause)
    return old(kept, toFault(error.fault, tellDetail, asking.ctx.now()))
  }
}

/** The landing, or `late`. A reader who leaves has left the flight. @throws FlightFailed; the signal's reason */
async function untilLanded(flight: LocalFlight, withinMs: number, signal: AbortSignal | undefined) {
  let timer: NodeJS.Timeout | undefined
  let onAbort: (() => void) | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), withinMs)
  })
  const left = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal?.reason)
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([flight.landing, late, left])
  } catch (error) {
    flight.leave('cancelled')
    throw error
  } finally {
    clearTimeout(timer)
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort)
  }
}

type Late = { kept: KeptAnswer | null; deadlineMs: number; withinMs: number }

function late(flight: LocalFlight, { kept, deadlineMs, withinMs }: Late): Asked {
  if (kept !== null && withinMs < deadlineMs) {
    flight.leave('cancelled', WANTED_FOR_MS)
    return { ...old(kept, null), asking: true }
  }
  const timedOut = readerTimedOut(deadlineMs, flight.phase())
  flight.leave('timeout')
  if (kept === null) throw timedOut
  return old(kept, { code: timedOut.code, detail: detailOf(timedOut), at: new Date() })
}

function old(kept: KeptAnswer, fault: AnswerFault | null): Asked {
  return { answer: kept.answer, kind: 'kept', asking: false, fault }
}

function toFault(fault: StoredFault, tellDetail: boolean, at: Date): AnswerFault {
  const error = toReaderError(fault, tellDetail)
  return { code: error.code, detail: detailOf(error), at }
}

function detailOf({ details }: AppError): string {
  return typeof details.detail === 'string' ? details.detail : ''
}

type Recorded = { answer: HeldAnswer | null; kind: AnswerKind; outcome: RunOutcome; waitedMs: number }

function record(
  { ctx, key, query, at, texts, purpose, access }: Omit<Asking, 'seenAsOf'>,
  { answer, kind, outcome, waitedMs }: Recorded,
): void {
  recordAsk(ctx, key, {
    queryKey: query.key,
    parameters: texts,
    purpose,
    engine: at.engine.system,
    startedAt: ctx.now(),
    elapsedMs: waitedMs,
    queueMs: 0,
    rows: answer?.rows.length ?? null,
    bytes: answer?.bytes ?? null,
    outcome,
    failure: null,
    answer: kind,
    rowScope: rowScopeMark(access),
  })
}
