import { DBOS, Error as dbosErrors } from '@dbos-inc/dbos-sdk'
import { getExecutor } from '@dbos-inc/dbos-sdk/internal/dbos'
import type pg from 'pg'
import type { Logger } from '@/lib/platform/logger'
import { withinDeadline } from './errors'
import { describeFailure } from './failure'
import { APPLICATION_NAME, APPLICATION_VERSION, ENGINE_SCHEMA, queueOf, scheduleOf } from './identity'
import { toEngineLogger } from './logger'
import { type RunStep, runStep, type StepPolicy } from './step'

/** What the engine is given of a workflow: a name, a function over steps, and how it is run. */
export type EngineWorkflow = {
  key: string
  run: (run: { id: string; step: RunStep }) => Promise<unknown>
  policy: StepPolicy
  /** How many of its runs may be under way at once, over all replicas. */
  concurrency: number
  schedule: { cron: string; timeZone: string } | null
  /** How often a run whose executor died is taken up before it is put aside. */
  maxTakeUps: number
}

export type LaunchOptions = {
  databaseUrl: string
  pool: pg.Pool
  executorId: string
  workflows: readonly EngineWorkflow[]
  logger: Logger
  /** How often the queues are looked at. */
  pollMs: number
}

type Registered = (scheduledAt: unknown, context: unknown) => Promise<void>

/** A workflow registered twice is refused. */
const registeredWorkflows = new Map<string, Registered>()

function register(workflow: EngineWorkflow): Registered {
  const known = registeredWorkflows.get(workflow.key)
  if (known !== undefined) return known
  const registered = DBOS.registerWorkflow(
    async (_scheduledAt: unknown, _context: unknown): Promise<void> => {
      const id = DBOS.workflowID ?? ''
      try {
        await workflow.run({ id, step: (name, work) => runStep(workflow.policy, name, work) })
      } catch (error) {
        throw steersEngine(error) ? error : toRunError(error)
      }
    },
    { name: workflow.key, maxRecoveryAttempts: workflow.maxTakeUps },
  )
  registeredWorkflows.set(workflow.key, registered)
  return registered
}

/** Errors by which the engine itself ends or hands over a run. */
function steersEngine(error: unknown): boolean {
  return (
    error instanceof dbosErrors.DBOSWorkflowConflictError ||
    error instanceof dbosErrors.DBOSWorkflowCancelledError
  )
}

/** Of a run's error only name and message are kept, so they have to say it all. */
function toRunError(error: unknown): Error {
  const { name, message } = describeFailure(error)
  return Object.assign(new Error(message, { cause: error }), { name })
}

/**
 * Starts taking up runs in this process, as `executorId`. Needs no right to change the schema: it must have been
 * migrated before.
 * @throws what the engine says when its database is away or not migrated.
 */
export async function launchExecutor(options: LaunchOptions): Promise<void> {
  const { databaseUrl, pool, executorId, workflows, logger, pollMs } = options
  const functions = workflows.map((workflow) => ({ workflow, registered: register(workflow) }))
  DBOS.setConfig({
    name: APPLICATION_NAME,
    applicationVersion: APPLICATION_VERSION,
    executorID: executorId,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: pool,
    systemDatabaseSchemaName: ENGINE_SCHEMA,
    runMigrations: false,
    // Only for messages between workflows, which none of ours sends: one connection less.
    useListenNotify: false,
    logger: toEngineLogger(logger),
  })
  try {
    await DBOS.launch()
    for (const { workflow } of functions) {
      await DBOS.registerQueue(queueOf(workflow.key), {
        concurrency: workflow.concurrency,
        minPollingIntervalMs: pollMs,
        onConflict: 'always_update',
      })
    }
    await applySchedules(functions)
  } catch (error) {
    // What has begun would work on runs without a lease, and the next launch would find it there and refuse.
    await DBOS.shutdown().catch(() => {})
    throw error
  }
}

async function applySchedules(
  functions: { workflow: EngineWorkflow; registered: Registered }[],
): Promise<void> {
  const wanted = functions.flatMap(({ workflow, registered }) =>
    workflow.schedule === null
      ? []
      : [
          {
            scheduleName: scheduleOf(workflow.key),
            workflowFn: registered,
            schedule: workflow.schedule.cron,
            cronTimezone: workflow.schedule.timeZone,
            queueName: queueOf(workflow.key),
          },
        ],
  )
  await DBOS.applySchedules(wanted)
  const names = new Set(wanted.map((schedule) => schedule.scheduleName))
  for (const known of await DBOS.listSchedules({ applicationName: APPLICATION_NAME })) {
    if (!names.has(known.scheduleName)) await DBOS.deleteSchedule(known.scheduleName)
  }
}

/**
 * Puts what another executor had under way back into its queue, for any live executor to take up. Only rows that are
 * still that executor's are touched, in one statement. Answers the runs' ids.
 */
export async function recoverRunsOf(executorId: string): Promise<string[]> {
  const handles = await withinDeadline(() => getExecutor().recoverPendingWorkflows([executorId]))
  return handles.map((handle) => handle.workflowID)
}

/** Takes up nothing more, waits `graceMs` for what runs here, and lets go. */
export async function stopExecutor(graceMs: number): Promise<void> {
  await DBOS.shutdown({ workflowCompletionTimeoutMS: graceMs })
}
