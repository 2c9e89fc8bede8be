import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx, Right } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { recordChange, recordRefusal } from '@/lib/audit/service'
import { ApartError } from '@/lib/connectors/duckdb/apart/error'
import { isConnectorError } from '@/lib/connectors/errors'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import {
  AD_HOC_KEY,
  AD_HOC_ROWS,
  AD_HOC_TIMEOUT_MS,
  type AdHocOffer,
  type AdHocPurpose,
  type AskedStatement,
  type OwnStatement,
  type RunningStatement,
  STATEMENTS_KEPT,
  type StatementFault,
} from '../ad-hoc'
import { insertRun } from '../repository'
import * as statements from '../repository/statements'
import { adHocOffer, askAdHoc, fetchDataTables } from './ad-hoc-engine'

/** Nothing runs for longer: what is older was left by a portal that ended. */
const FORGOTTEN_MS = AD_HOC_TIMEOUT_MS + 30_000
const LOOK_FOR_STOP_MS = 500
const STOPPED = new Error('stopped by its reader')

/**
 * Rights that must be whole: a statement of one's own reaches every row, so that nobody who is held to groups or tags is
 * let in.
 */
async function requireWhole(ctx: Ctx, rights: readonly Right[]): Promise<void> {
  const asked = { kind: 'statement', id: '*', action: 'statement.asked' }
  for (const right of rights) {
    const scope = await requireRight(ctx, right, asked)
    if (scope.reach === 'all') continue
    await recordRefusal(ctx, { action: asked.action, subject: { kind: asked.kind, id: asked.id }, right })
    throw new AppError('FORBIDDEN', { details: { right, reason: 'only with the whole right' } })
  }
}

/** True for those to whom it is offered: what pages ask before they show the way. */
export function mayAskStatements(ctx: Ctx): boolean {
  const whole = (right: Right) => scopeFor(ctx.actor, right).reach === 'all'
  return whole('ask:query') && whole('read:query')
}

export type Workbench = {
  offer: AdHocOffer
  recent: OwnStatement[]
  running: RunningStatement | null
  mayExport: boolean
}

/** What the page of own statements begins with. @throws AppError FORBIDDEN without whole `ask:query` and `read:query` */
export async function getWorkbench(ctx: Ctx): Promise<Workbench> {
  await requireWhole(ctx, ['ask:query', 'read:query'])
  const { id, kind } = ctx.actor
  const since = new Date(ctx.now().getTime() - FORGOTTEN_MS)
  const [recent, running] =
    kind === 'user'
      ? await Promise.all([statements.listStatements(id, STATEMENTS_KEPT), statements.findRunning(id, since)])
      : [[], null]
  return {
    offer: adHocOffer(),
    recent,
    running,
    mayExport: scopeFor(ctx.actor, 'export:query').reach === 'all',
  }
}

/** The tables that a statement may ask, with their columns. @throws AppError FORBIDDEN; ConnectorError */
export async function listDataTables(ctx: Ctx) {
  await requireWhole(ctx, ['ask:query', 'read:query'])
  return adHocOffer().offered ? await fetchDataTables() : []
}

export type AskStatementInput = { sql: string; purpose: AdHocPurpose; signal?: AbortSignal }

/**
 * Asks the engine in the caller's own words. Who asks what is in the audit record before the engine hears of it, and no
 * row is given whose run is not recorded.
 * @throws AppError FORBIDDEN without whole `ask:query` and `read:query` (`export:query` too, to take it away);
 * NOT_CONFIGURED where it is not offered; CONFLICT while another one of theirs runs
 */
export async function askStatement(ctx: Ctx, input: AskStatementInput): Promise<AskedStatement> {
  const besides: Right[] = input.purpose === 'export' ? ['export:query'] : []
  await requireWhole(ctx, ['ask:query', 'read:query', ...besides])
  const offer = adHocOffer()
  if (!offer.offered) throw new AppError('NOT_CONFIGURED', { details: { reason: offer.reason } })
  const asked = { id: randomUUID(), askedAt: ctx.now(), engine: offer.system, ...input }
  await begin(ctx, asked)
  const began = performance.now()
  const result = await answerOf(ctx, asked)
  const elapsedMs = Math.round(performance.now() - began)
  await end(ctx, asked, { result, elapsedMs })
  return { engine: offer.label, elapsedMs, askedAt: asked.askedAt, ...result }
}

/** Tells what the caller runs to end, whichever replica runs it. @returns how many. @throws AppError FORBIDDEN */
export async function stopStatements(ctx: Ctx): Promise<{ stopped: number }> {
  await requireRight(ctx, 'ask:query')
  return { stopped: await statements.requestStop(ctx.actor.id, ctx.now()) }
}

/** Takes a statement out of the caller's list, or all. The audit record keeps them. @throws AppError FORBIDDEN */
export async function forgetStatements(
  ctx: Ctx,
  { id }: { id: string | null },
): Promise<{ forgotten: number }> {
  await requireRight(ctx, 'ask:query')
  return { forgotten: await statements.deleteStatements(ctx.actor.id, id) }
}

type Asked = AskStatementInput & { id: string; askedAt: Date; engine: string }
type Result =
  | { ok: true; answer: Awaited<ReturnType<typeof askAdHoc>> }
  | { ok: false; fault: StatementFault }

async function begin(ctx: Ctx, { id, sql, askedAt, engine, purpose }: Asked): Promise<void> {
  const userId = ctx.actor.id
  await inTransaction(async (tx) => {
    if (ctx.actor.kind === 'user') {
      await statements.endForgotten(tx, userId, new Date(askedAt.getTime() - FORGOTTEN_MS))
      const isAlone = await statements.insertStatement(tx, { id, userId, statement: sql, askedAt })
      if (!isAlone) {
        const words = 'Another statement of yours is still running. Stop it, or wait for it.'
        throw new AppError('CONFLICT', { fieldErrors: { sql: [words] } })
      }
    }
    await recordChange(tx, ctx, {
      action: 'statement.asked',
      subject: { kind: 'statement', id },
      changes: { engine: { before: null, after: engine }, purpose: { before: null, after: purpose } },
      // It may quote a person or a secret: it is erased with the one who wrote it.
      personal: { 'actor.statement': sql },
    })
  })
}

async function answerOf(ctx: Ctx, asked: Asked): Promise<Result> {
  const stop = new AbortController()
  const over = new AbortController()
  const signal = asked.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, asked.signal])
  if (ctx.actor.kind === 'user') void stopWhenTold(asked.id, stop, over.signal)
  try {
    return { ok: true, answer: await askAdHoc({ sql: asked.sql, rows: AD_HOC_ROWS[asked.purpose], signal }) }
  } catch (error) {
    return { ok: false, fault: toFault(error, asked.sql, signal) }
  } finally {
    over.abort()
  }
}

/** The reader's word may come by another replica: it stands in the database. */
async function stopWhenTold(id: string, stop: AbortController, over: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await sleep(LOOK_FOR_STOP_MS, undefined, { signal: over, ref: false })
      if (await statements.isStopRequested(id)) return stop.abort(STOPPED)
    }
  } catch {
    // It is over, or the database is away for a moment: then the timeout ends it.
  }
}

function toFault(error: unknown, sql: string, signal: AbortSignal): StatementFault {
  if (signal.aborted)
    return { outcome: 'cancelled', words: 'It was stopped before it had an answer.', place: null }
  if (!isConnectorError(error)) {
    logger.error({ err: error }, 'a statement could not be asked')
    return { outcome: 'failed', words: 'The engine could not be asked.', place: null }
  }
  if (error.layer === 'timeout') {
    const words = `It had no answer within ${AD_HOC_TIMEOUT_MS / 1_000} seconds, and was ended. Ask for less: fewer rows before a join, a LIMIT, one month.`
    return { outcome: 'timeout', words, place: null }
  }
  const place = error instanceof ApartError ? error.place : null
  const text = place === null ? undefined : sql.split('\n')[place.line - 1]
  return {
    outcome: 'failed',
    words: error.detail,
    place: place === null || text === undefined ? null : { ...place, text },
  }
}

async function end(
  ctx: Ctx,
  { id, askedAt, engine, purpose }: Asked,
  { result, elapsedMs }: { result: Result; elapsedMs: number },
): Promise<void> {
  const outcome = result.ok ? 'done' : result.fault.outcome
  const rows = result.ok ? result.answer.rows.length : null
  await inTransaction(async (tx) => {
    if (ctx.actor.kind === 'user') {
      const ended = { id, userId: ctx.actor.id, endedAt: ctx.now(), outcome, rows, elapsedMs } as const
      await statements.endStatement(tx, ended, STATEMENTS_KEPT)
    }
    await recordChange(tx, ctx, {
      action: 'statement.answered',
      subject: { kind: 'statement', id },
      changes: {
        outcome: { before: null, after: outcome },
        rows: { before: null, after: rows },
        elapsedMs: { before: null, after: elapsedMs },
      },
    })
  })
  await insertRun(ctx, {
    queryKey: AD_HOC_KEY as Parameters<typeof insertRun>[1]['queryKey'],
    parameters: {},
    purpose,
    engine,
    startedAt: askedAt,
    elapsedMs,
    queueMs: 0,
    rows,
    bytes: null,
    answer: 'fresh',
    rowScope: 'all',
    times: 1,
    outcome,
    // Its kind only: the rest may quote a row.
    failure: result.ok ? null : (result.fault.words.split(':')[0] ?? '').slice(0, 80),
  })
}
