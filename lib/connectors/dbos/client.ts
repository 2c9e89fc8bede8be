import { DBOSClient, type GetWorkflowsInput } from '@dbos-inc/dbos-sdk'
import type pg from 'pg'
import { AppError } from '@/lib/platform/errors'
import { withinDeadline } from './errors'
import { APPLICATION_NAME, ENGINE_SCHEMA, queueOf } from './identity'
import { toEngineLogger } from './logger'
import {
  type EngineRun,
  type EngineRunState,
  type EngineSchedule,
  type EngineStep,
  statusesOf,
  toRun,
  toSchedule,
  toStep,
} from './map'

export type DbosClientOptions = {
  /** Names the database in the engine's words; the pool is what it asks through. */
  databaseUrl: string
  pool: pg.Pool
  logger: Parameters<typeof toEngineLogger>[0]
  deadlineMs?: number
}

export type ListRunsInput = {
  workflowKeys?: readonly string[]
  state?: EngineRunState
  ids?: readonly string[]
  limit: number
  offset?: number
}

export type DbosClient = ReturnType<typeof createDbosClient>

const MAX_STEPS = 500

/**
 * Reads and steers runs through the engine's tables, from any process: the engine need not be running in this one. Every
 * call has a deadline.
 */
export function createDbosClient({ databaseUrl, pool, logger, deadlineMs }: DbosClientOptions) {
  const opened = DBOSClient.create({
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: pool,
    systemDatabaseSchemaName: ENGINE_SCHEMA,
    applicationName: APPLICATION_NAME,
    logger: toEngineLogger(logger),
  })
  const ask = <T>(question: (client: DBOSClient) => Promise<T>): Promise<T> =>
    withinDeadline(async () => await question(await opened), deadlineMs)

  /** The newest first. */
  async function listRuns(input: ListRunsInput): Promise<EngineRun[]> {
    const filter: GetWorkflowsInput = {
      limit: input.limit,
      offset: input.offset ?? 0,
      sortDesc: true,
      loadInput: false,
      loadOutput: input.state === undefined || input.state === 'failed',
    }
    if (input.workflowKeys !== undefined) filter.workflowName = [...input.workflowKeys]
    if (input.ids !== undefined) filter.workflowIDs = [...input.ids]
    if (input.state !== undefined) filter.status = statusesOf(input.state) as GetWorkflowsInput['status']
    const found = await ask((client) => client.listWorkflows(filter))
    return found.map(toRun)
  }

  /** @throws AppError NOT_FOUND */
  async function getRun(id: string): Promise<EngineRun> {
    const found = await ask((client) => client.getWorkflow(id))
    if (found === undefined || found.applicationName !== APPLICATION_NAME) throw new AppError('NOT_FOUND')
    return toRun(found)
  }

  /** The steps that have ended, in order. A step that is running is not among them. */
  async function listSteps(id: string): Promise<EngineStep[]> {
    const found = await ask((client) => client.listWorkflowSteps(id, { limit: MAX_STEPS }))
    return (found ?? []).map(toStep)
  }

  /** The schedules in force, by name: a workflow whose schedule was left out at start has none. */
  async function listSchedules(): Promise<EngineSchedule[]> {
    const found = await ask((client) => client.listSchedules({ applicationName: APPLICATION_NAME }))
    return found.map(toSchedule)
  }

  /** A step in progress is not interrupted; the run ends before its next one. */
  async function cancelRun(id: string): Promise<void> {
    await ask((client) => client.cancelWorkflow(id))
  }

  /**
   * Takes a run up again under its own id: what stands before `position` is not repeated.
   * @throws AppError CONFLICT when it is not at an end.
   */
  async function rewindRun(run: EngineRun, position: number): Promise<void> {
    await ask((client) =>
      client.rewindWorkflow(run.id, { startStep: position, queueName: queueOf(run.workflowKey) }),
    )
  }

  return { listRuns, getRun, listSteps, listSchedules, cancelRun, rewindRun }
}
