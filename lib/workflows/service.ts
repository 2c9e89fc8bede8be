import { randomUUID } from 'node:crypto'
import type { Ctx, Right } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { recordChange, recordFailure, recordRefusal } from '@/lib/audit/service'
import { nextFiring } from '@/lib/connectors/dbos/cron'
import { scheduleOf } from '@/lib/connectors/dbos/identity'
import type { EngineRun } from '@/lib/connectors/dbos/map'
import { inTransaction } from '@/lib/platform/db'
import { AppError, toAppError } from '@/lib/platform/errors'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflowEngine } from './engine'
import { isEngineLaunched } from './launched'
import {
  type EngineState,
  isActive,
  isRetriable,
  type RunDetail,
  type RunId,
  type RunRequest,
  type RunSummary,
  retryPosition,
  toStepViews,
  type WorkflowDefinition,
  type WorkflowKey,
  type WorkflowOverview,
} from './model'
import { canRunWorkflow, visibleWorkflows } from './policy'
import {
  countLiveExecutors,
  countRuns,
  findActiveRunId,
  findRequests,
  insertRun,
  isEngineMigrated,
  lockStarts,
  type RequestRow,
} from './repository'
import { RUNS_PER_PAGE, type RunActionInput, type RunsFilter, type StartWorkflowInput } from './schema'
import { lackedBy, requireConnected } from './service/connected'

// ---------------------------------------------------------------- read

/** Every workflow in scope with its last and next run. Needs `read:workflow`. */
export async function listWorkflows(ctx: Ctx): Promise<WorkflowOverview[]> {
  const scope = await requireRight(ctx, 'read:workflow')
  const visible = visibleWorkflows(ctx.actor, scope, WORKFLOW_DEFINITIONS)
  const { client } = workflowEngine()
  const schedules = new Map((await client.listSchedules()).map((schedule) => [schedule.name, schedule]))
  return await Promise.all(
    visible.map(async (definition) => {
      const [last] = await summarise(await client.listRuns({ workflowKeys: [definition.key], limit: 1 }))
      const schedule = schedules.get(scheduleOf(definition.key))
      const fires = schedule !== undefined && !schedule.paused
      return {
        ...definition,
        lastRun: last ?? null,
        nextRunAt: fires ? nextFiring(schedule.cron, schedule.timeZone, ctx.now()) : null,
        active: last !== undefined && isActive(last.state),
        lacks: lackedBy(definition),
        mayStart: canRunWorkflow(ctx.actor, definition),
      }
    }),
  )
}

export type RunPage = { runs: RunSummary[]; total: number; page: number; perPage: number }

/** Runs of the workflows in scope, the newest first. Needs `read:workflow`. */
export async function listRuns(ctx: Ctx, filter: RunsFilter): Promise<RunPage> {
  const scope = await requireRight(ctx, 'read:workflow')
  const wanted = { state: filter.state, workflowKeys: keysInScope(ctx, scope, filter.workflow) }
  const offset = (filter.page - 1) * RUNS_PER_PAGE
  const [found, total] = await Promise.all([
    workflowEngine().client.listRuns({ ...wanted, limit: RUNS_PER_PAGE, offset }),
    countRuns(wanted),
  ])
  return { runs: await summarise(found), total, page: filter.page, perPage: RUNS_PER_PAGE }
}

/** One run with its steps. Needs `read:workflow`. @throws AppError NOT_FOUND, for a run out of scope too. */
export async function getRun(ctx: Ctx, input: RunActionInput): Promise<RunDetail> {
  const { run, definition } = await loadRun(ctx, input.id, 'run.read')
  const [[summary], steps] = await Promise.all([
    summarise([run]),
    workflowEngine().client.listSteps(input.id),
  ])
  if (summary === undefined) throw new AppError('NOT_FOUND')
  const mayRun = definition !== undefined && canRunWorkflow(ctx.actor, definition)
  const lacks = definition === undefined ? null : lackedBy(definition)
  return {
    ...summary,
    executorId: run.executorId,
    steps: toStepViews(definition, run.state, steps),
    lacks,
    may: { retry: mayRun && lacks === null && isRetriable(run.state), cancel: mayRun && isActive(run.state) },
  }
}

/** Whether anybody takes up runs. Needs `read:workflow`. */
export async function getEngineState(ctx: Ctx): Promise<EngineState> {
  await requireRight(ctx, 'read:workflow')
  return { launched: isEngineLaunched(), liveExecutors: await countLiveExecutors() }
}

/** For the check of the connection, which has asked for its own right: what the engine's tables tell. */
export async function checkEngine(): Promise<{ migrated: boolean; liveExecutors: number }> {
  const migrated = await isEngineMigrated()
  return { migrated, liveExecutors: migrated ? await countLiveExecutors() : 0 }
}

// ---------------------------------------------------------------- write

/**
 * Puts a run of a workflow into its queue, with who asked and why and the audit row, all in one transaction. Needs
 * `run:workflow`, or the workflow's own right.
 * @throws AppError NOT_CONFIGURED while what it works on is not connected; CONFLICT with details `{ runId }` when the workflow
 * allows one run at a time and has one.
 */
export async function startWorkflow(ctx: Ctx, input: StartWorkflowInput): Promise<{ runId: RunId }> {
  const definition = await requireRunnable(ctx, input.key, {
    action: 'workflow.started',
    subject: { kind: 'workflow', id: input.key },
  })
  requireConnected(definition)
  const runId = randomUUID() as RunId
  await inTransaction(async (tx) => {
    await lockStarts(tx, definition.key)
    const activeRunId = definition.concurrency === 1 ? await findActiveRunId(tx, definition.key) : null
    if (activeRunId !== null) throw new AppError('CONFLICT', { details: { runId: activeRunId } })
    await insertRun(tx, {
      runId,
      workflowKey: definition.key,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      reason: input.reason,
      at: ctx.now(),
    })
    await recordChange(tx, ctx, {
      action: 'workflow.started',
      subject: { kind: 'workflow', id: definition.key },
      changes: { run: { before: null, after: runId }, reason: { before: null, after: input.reason } },
    })
  })
  return { runId }
}

/**
 * Takes a run that failed, was cancelled or was put aside up again where it stopped: steps that ended well are not
 * repeated. Needs the right to start its workflow. @throws AppError NOT_CONFIGURED while what it works on is not connected;
 * CONFLICT for a run in another state.
 */
export async function retryRun(ctx: Ctx, input: RunActionInput): Promise<{ runId: RunId }> {
  const { run, definition } = await requireSteerable(ctx, input.id, 'run.retryRequested')
  requireConnected(definition)
  if (!isRetriable(run.state)) throw new AppError('CONFLICT', { details: { state: run.state } })
  const { client } = workflowEngine()
  const position = retryPosition(await client.listSteps(input.id))
  await steer(ctx, run, 'run.retryRequested', { fromStep: { before: null, after: position + 1 } }, () =>
    client.rewindRun(run, position),
  )
  return { runId: input.id }
}

/**
 * Ends a run before its next step. Needs the right to start its workflow. @throws AppError CONFLICT for one that has ended.
 */
export async function cancelRun(ctx: Ctx, input: RunActionInput): Promise<{ runId: RunId }> {
  const { run } = await requireSteerable(ctx, input.id, 'run.cancelRequested')
  if (!isActive(run.state)) throw new AppError('CONFLICT', { details: { state: run.state } })
  await steer(ctx, run, 'run.cancelRequested', { state: { before: run.state, after: 'cancelled' } }, () =>
    workflowEngine().client.cancelRun(input.id),
  )
  return { runId: input.id }
}

// ---------------------------------------------------------------- shared

/** The engine keeps its own transaction, so the request is recorded first: an action never goes without its trace. */
async function steer(
  ctx: Ctx,
  run: EngineRun,
  action: string,
  changes: Record<string, { before: unknown; after: unknown }>,
  ask: () => Promise<void>,
): Promise<void> {
  const subject = { kind: 'run', id: run.id }
  const workflow = { before: run.workflowKey, after: run.workflowKey }
  await inTransaction((tx) => recordChange(tx, ctx, { action, subject, changes: { workflow, ...changes } }))
  try {
    await ask()
  } catch (error) {
    await recordFailure(ctx, { action, subject, code: toAppError(error).code })
    throw error
  }
}

function findDefinition(key: string): WorkflowDefinition | undefined {
  return WORKFLOW_DEFINITIONS.find((definition) => definition.key === key)
}

/** undefined: every run there is, those of workflows that are no longer defined too. */
function keysInScope(
  ctx: Ctx,
  scope: Awaited<ReturnType<typeof requireRight>>,
  asked: WorkflowKey | undefined,
): WorkflowKey[] | undefined {
  if (scope.reach === 'all') return asked === undefined ? undefined : [asked]
  const keys = visibleWorkflows(ctx.actor, scope, WORKFLOW_DEFINITIONS).map(({ key }) => key)
  return asked === undefined ? keys : keys.filter((key) => key === asked)
}

async function loadRun(
  ctx: Ctx,
  id: RunId,
  action: string,
): Promise<{ run: EngineRun; definition: WorkflowDefinition | undefined }> {
  const scope = await requireRight(ctx, 'read:workflow', { kind: 'run', id, action })
  const run = await workflowEngine().client.getRun(id)
  const definition = findDefinition(run.workflowKey)
  const visible = keysInScope(ctx, scope, run.workflowKey as WorkflowKey)
  if (visible !== undefined && !visible.includes(run.workflowKey as WorkflowKey)) {
    await recordRefusal(ctx, { action, subject: { kind: 'run', id }, right: 'read:workflow' })
    throw new AppError('NOT_FOUND')
  }
  return { run, definition }
}

/** No right on the kind: FORBIDDEN. The right, but not on this one: NOT_FOUND. Both are recorded. */
async function requireRunnable(
  ctx: Ctx,
  key: string,
  { action, subject }: { action: string; subject: { kind: string; id: string } },
): Promise<WorkflowDefinition> {
  const definition = findDefinition(key)
  const own = definition?.startRight ?? null
  const right: Right = own !== null && canSome(ctx.actor, own) ? own : 'run:workflow'
  await requireRight(ctx, right, { ...subject, action })
  if (definition === undefined) throw new AppError('NOT_FOUND')
  if (!canRunWorkflow(ctx.actor, definition)) {
    await recordRefusal(ctx, { action, subject, right })
    throw new AppError('NOT_FOUND')
  }
  return definition
}

async function requireSteerable(
  ctx: Ctx,
  id: RunId,
  action: string,
): Promise<{ run: EngineRun; definition: WorkflowDefinition }> {
  const { run } = await loadRun(ctx, id, action)
  const definition = await requireRunnable(ctx, run.workflowKey, { action, subject: { kind: 'run', id } })
  return { run, definition }
}

async function summarise(runs: readonly EngineRun[]): Promise<RunSummary[]> {
  if (runs.length === 0) return []
  const requests = await findRequests(runs.map((run) => run.id))
  return runs.map((run) => ({
    id: run.id as RunId,
    workflowKey: run.workflowKey as WorkflowKey,
    title: findDefinition(run.workflowKey)?.title ?? run.workflowKey,
    state: run.state,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    takenUp: run.takenUp,
    failure: run.failure,
    request: toRequest(run, requests.get(run.id)),
  }))
}

function toRequest(run: EngineRun, row: RequestRow | undefined): RunRequest {
  if (row === undefined) {
    return {
      by: { kind: 'schedule', id: 'schedule', name: 'Schedule' },
      reason: 'Its time had come.',
      at: run.createdAt,
    }
  }
  const kind = row.actorKind as RunRequest['by']['kind']
  const fallback = kind === 'user' ? 'Somebody who is no longer here' : row.actorId
  return {
    by: { kind, id: row.actorId, name: row.actorName ?? fallback },
    reason: row.reason,
    at: row.requestedAt,
  }
}
