import { randomUUID } from 'node:crypto'
import type { EngineWorkflow } from '@/lib/connectors/dbos/executor'
import { logger } from '@/lib/platform/logger'
import { closeWorkflowEngine, workflowEngine } from './engine'
import { setEngineLaunched } from './launched'
import type { WorkflowDefinition } from './model'
import { lackedBy } from './service/connected'
import {
  createLease,
  LEASE_TIMING,
  type Lease,
  type LeaseTiming,
  releaseLease,
  takeLease,
} from './service/lease'
import { startNeededWorkflows } from './service/start-needed'
import type { Workflow } from './workflow'

const RETRY_FIRST_MS = 1_000
const RETRY_MOST_MS = 15_000
const DRAIN_MS = 6_000
const POLL_MS = 1_000

export type RunnableWorkflow = { definition: WorkflowDefinition; workflow: Workflow }

export type RuntimeOptions = {
  workflows?: readonly RunnableWorkflow[]
  timing?: LeaseTiming
  pollMs?: number
}

type Runtime = { executorId: string; lease: Lease | null; launched: boolean; stopped: boolean }

let current: Runtime | undefined

async function registeredWorkflows(): Promise<RunnableWorkflow[]> {
  const [{ WORKFLOW_DEFINITIONS }, { WORKFLOWS }] = await Promise.all([
    import('@/workflows/definitions'),
    import('@/workflows/registry'),
  ])
  return WORKFLOW_DEFINITIONS.flatMap((definition) => {
    const workflow = WORKFLOWS[definition.key]
    return workflow === undefined ? [] : [{ definition, workflow }]
  })
}

async function toEngineWorkflow({ definition, workflow }: RunnableWorkflow): Promise<EngineWorkflow> {
  const { key, retries, concurrency, maxTakeUps } = definition
  const isIdle = lackedBy(definition) !== null || (await workflow.scheduledWhen?.()) === false
  const schedule = isIdle ? null : definition.schedule
  return { key, run: workflow.run, policy: retries, concurrency, schedule, maxTakeUps }
}

/**
 * Starts the workflow engine in this process: registers the workflows, takes a lease, takes up runs. While the database
 * is away it tries again by itself; resolves once the engine runs, or `stopWorkflows` was called.
 */
export async function launchWorkflows(options: RuntimeOptions = {}): Promise<void> {
  if (current !== undefined && !current.stopped) return
  // A new id a process: a launch takes over what is pending under its own id, so two replicas must never share one.
  const runtime: Runtime = { executorId: randomUUID(), lease: null, launched: false, stopped: false }
  current = runtime
  for (let waitMs = RETRY_FIRST_MS; !runtime.stopped; waitMs = Math.min(waitMs * 2, RETRY_MOST_MS)) {
    try {
      await launchOnce(runtime, options)
      return
    } catch (error) {
      logger.warn({ err: error, waitMs }, 'the workflow engine did not start; it will be tried again')
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref())
    }
  }
}

async function launchOnce(runtime: Runtime, options: RuntimeOptions): Promise<void> {
  const { launchExecutor } = await import('@/lib/connectors/dbos/executor')
  const workflows = options.workflows ?? (await registeredWorkflows())
  const timing = options.timing ?? LEASE_TIMING
  const { databaseUrl, pool } = workflowEngine()
  await takeLease(runtime.executorId, timing)
  await launchExecutor({
    databaseUrl,
    pool,
    executorId: runtime.executorId,
    workflows: await Promise.all(workflows.map(toEngineWorkflow)),
    logger,
    pollMs: options.pollMs ?? POLL_MS,
  })
  const lease = createLease(runtime.executorId, timing)
  runtime.lease = lease
  runtime.launched = true
  setEngineLaunched(true)
  lease.start()
  logger.info(
    { executorId: runtime.executorId, workflows: workflows.length },
    'the workflow engine takes up runs',
  )
  await startNeededWorkflows(workflows)
}

export function executorId(): string | null {
  return current?.executorId ?? null
}

/** Takes up nothing more, lets what runs here finish for a moment, and gives the rest to the other replicas. */
export async function stopWorkflows(): Promise<void> {
  const runtime = current
  if (runtime === undefined) return
  runtime.stopped = true
  if (runtime.launched) {
    const { stopExecutor } = await import('@/lib/connectors/dbos/executor')
    await stopExecutor(DRAIN_MS)
    runtime.launched = false
    setEngineLaunched(false)
    await runtime.lease?.stop()
  } else {
    // It may have taken its lease, and not yet anything up.
    await releaseLease(runtime.executorId).catch(() => {})
  }
  current = undefined
  await closeWorkflowEngine()
}
