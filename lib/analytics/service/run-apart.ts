import { collect } from '../answer-body'
import type { QueryAnswer } from '../model'
import type { Asking } from './flight'
import { openExport } from './open-export'
import { openRun } from './run'

type How = { maxRows: number; deadlineMs: number; signal?: AbortSignal; tellDetail: boolean }

/** An answer with more rows than are kept: asked for this caller alone. */
export async function runApart(asking: Omit<Asking, 'seenAsOf'>, how: How): Promise<QueryAnswer> {
  const { maxRows, deadlineMs, signal, tellDetail } = how
  const began = performance.now()
  const asOf = asking.ctx.now()
  const run = await openExport(asking, { deadlineMs, signal, tellDetail }, openRun)
  const { rows, truncated } = await collect(run.batches, { maxRows, maxBytes: Number.POSITIVE_INFINITY })
  await run.close()
  return {
    queryKey: asking.query.key,
    columns: run.columns,
    rows,
    parameters: asking.texts,
    truncated,
    elapsedMs: Math.round(performance.now() - began),
    engine: asking.at.engine.label,
    asOf,
    kind: 'fresh',
    asking: false,
    fault: null,
  }
}
