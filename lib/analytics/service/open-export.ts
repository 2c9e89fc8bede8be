import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import type { Batch } from '@/lib/connectors/tabular'
import { rowScopeMark } from '../answer-key'
import { dropFlight, takeFlight } from '../repository/flights'
import { readerTimedOut, toRunError } from './faults'
import { type Asking, placesOf } from './flight'
import { type OpenRunInput, type Run, recordUnasked } from './run'
import { keepLease, type Phase, takeTurn, tellEnded } from './turns'

type Patience = {
  deadlineMs: number
  signal?: AbortSignal
  tellDetail: boolean
  fileBytes?: OpenRunInput['fileBytes']
}

/**
 * Opens a run that is one reader's alone: it takes its turn among the rest, but never the last place at an engine, since
 * it is held for as long as the reader reads.
 * @throws AppError UPSTREAM_FAILED, UPSTREAM_TIMEOUT; the signal's reason when the reader left
 */
export async function openExport<B extends Batch>(
  asking: Omit<Asking, 'seenAsOf'>,
  { deadlineMs, signal, tellDetail, fileBytes }: Patience,
  open: (ctx: Ctx, input: OpenRunInput) => Promise<Run<B>>,
): Promise<Pick<Run<B>, 'columns' | 'batches' | 'close' | 'finish'>> {
  const { ctx, query, at, purpose } = asking
  const flight = randomUUID()
  const askedBy = `${ctx.actor.kind}:${ctx.actor.id}`
  const held = { key: flight, flight, queryKey: query.key, place: at.place, purpose, askedBy }
  await takeFlight(held)
  const stopLease = keepLease(flight, () => {})
  let left = false
  const leave = async () => {
    if (left) return
    left = true
    stopLease()
    await dropFlight(flight)
    tellEnded()
  }
  try {
    const turn = await waitForTurn(asking, held, { deadlineMs, signal })
    const run = await open(ctx, { ...turn, fileBytes })
    const close = async () => {
      await run.close()
      await leave()
    }
    const { columns, finish } = run
    return { columns, batches: told(run.batches, tellDetail, leave), close, finish }
  } catch (error) {
    await leave()
    throw toRunError(error, tellDetail)
  }
}

type Held = Parameters<typeof takeTurn>[0]

async function waitForTurn(
  asking: Omit<Asking, 'seenAsOf'>,
  held: Held,
  { deadlineMs, signal }: Pick<Patience, 'deadlineMs' | 'signal'>,
): Promise<OpenRunInput> {
  const { ctx, query, at, texts, purpose, access, sql, values } = asking
  const began = performance.now()
  const queueMs = () => Math.round(performance.now() - began)
  const deadline = AbortSignal.timeout(deadlineMs)
  const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal])
  let phase: Phase = 'answer'
  const note = (now: Phase) => {
    phase = now
  }
  const places = placesOf(at)
  const run = (startedAt: Date, timeoutMs: number): OpenRunInput => ({
    ...{ query, engine: at.engine, texts, purpose, startedAt, queueMs: queueMs() },
    rowScope: rowScopeMark(access),
    request: { sql, values, timeoutMs, signal },
  })
  try {
    const ofEngine = Math.max(1, places.ofEngine - 1)
    const startedAt = await takeTurn(held, { ...places, ofEngine }, { signal: either, note })
    return run(startedAt, Math.max(1, deadlineMs - queueMs()))
  } catch (error) {
    const told = deadline.aborted && !signal?.aborted ? readerTimedOut(deadlineMs, phase) : error
    await recordUnasked(ctx, run(ctx.now(), 0), told)
    throw told
  }
}

async function* told<B extends Batch>(
  batches: AsyncIterable<B>,
  tellDetail: boolean,
  leave: () => Promise<void>,
): AsyncGenerator<B> {
  try {
    yield* batches
  } catch (error) {
    throw toRunError(error, tellDetail)
  } finally {
    await leave()
  }
}
