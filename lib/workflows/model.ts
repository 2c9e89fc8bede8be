import type { Right } from '@/lib/access/model'
import type { EngineRunState } from '@/lib/connectors/dbos/map'
import type { ActionResult } from '@/lib/platform/action'
import type { Brand } from '@/lib/platform/brand'
import type { Connectable } from '@/lib/platform/connecting'

export type WorkflowKey = Brand<string, 'WorkflowKey'>
export type RunId = Brand<string, 'RunId'>

/** What `config.yaml` beside a workflow says of it. */
export type WorkflowDefinition = {
  key: WorkflowKey
  title: string
  description: string
  /** Who answers for it: a team's name. */
  owner: string
  tags: readonly string[]
  /** A right that starts this workflow too, beside `run:workflow`. */
  startRight: Right | null
  /** The system that it works on: while that is not connected it is neither started nor scheduled. */
  needs: Connectable | null
  /** Five-field cron and the zone it is read in; null for one that is only started by hand. */
  schedule: { cron: string; timeZone: string } | null
  /** How many of its runs may be under way at once, over all replicas. */
  concurrency: number
  /** How often a run whose replica died is taken up before it is put aside. */
  maxTakeUps: number
  retries: { maxAttempts: number; intervalSeconds: number; backoffRate: number; timeoutMs: number }
  /** In the order in which they run. */
  steps: readonly { name: string; title: string }[]
}

export const RUN_STATES = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'abandoned',
] as const satisfies readonly EngineRunState[]

export type RunState = (typeof RUN_STATES)[number]

export type Failure = { name: string; message: string }

/** Who asked for a run. `schedule` when nobody did. */
export type RunRequest = {
  by: { kind: 'user' | 'key' | 'job' | 'cli' | 'schedule'; id: string; name: string }
  reason: string
  at: Date
}

export type RunSummary = {
  id: RunId
  workflowKey: WorkflowKey
  /** The definition's title; the key of one that is no longer defined. */
  title: string
  state: RunState
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  /** How often an executor took it up; more than 1 after a replica died. */
  takenUp: number
  failure: Failure | null
  request: RunRequest
}

export type StepState = 'done' | 'failed' | 'running' | 'waiting' | 'not reached'

export type RunStepView = {
  position: number
  name: string
  title: string
  state: StepState
  startedAt: Date | null
  endedAt: Date | null
  attempts: number | null
  outputBytes: number | null
  failure: Failure | null
}

export type RunDetail = RunSummary & {
  executorId: string | null
  steps: RunStepView[]
  /** What its workflow works on, while that is not connected. */
  lacks: Connectable | null
  /** What the actor may do with it now. */
  may: { retry: boolean; cancel: boolean }
}

export type WorkflowOverview = WorkflowDefinition & {
  lastRun: RunSummary | null
  /** null for one that no schedule starts, and for one whose schedule was left out: it has nothing to do here. */
  nextRunAt: Date | null
  /** A run of it is waiting or under way. */
  active: boolean
  /** What it works on, while that is not connected: nobody can start it then. */
  lacks: Connectable | null
  mayStart: boolean
}

/** The engine of this house as a whole. */
export type EngineState = { launched: boolean; liveExecutors: number }

export function isActive(state: RunState): boolean {
  return state === 'waiting' || state === 'running'
}

/** Runs that came to an end without success can be taken up again where they stopped. */
export function isRetriable(state: RunState): boolean {
  return state === 'failed' || state === 'cancelled' || state === 'abandoned'
}

type EndedStep = {
  position: number
  name: string
  startedAt: Date | null
  endedAt: Date | null
  attempts: number | null
  outputBytes: number | null
  failure: Failure | null
}

/**
 * The steps as the definition names them, with what is known of each: those that ended, the one that must be running
 * (the first without an end, while the run is), and those not reached. Steps that the definition does not name (made by
 * an older version of it) stand where they ran.
 */
export function toStepViews(
  definition: Pick<WorkflowDefinition, 'steps'> | undefined,
  state: RunState,
  ended: readonly EndedStep[],
): RunStepView[] {
  const titles = new Map(definition?.steps.map((step) => [step.name, step.title]))
  const views = ended.map(
    (step): RunStepView => ({
      ...step,
      title: titles.get(step.name) ?? step.name,
      state: step.failure === null ? 'done' : 'failed',
    }),
  )
  const seen = new Set(ended.map((step) => step.name))
  const open = (definition?.steps ?? []).filter((step) => !seen.has(step.name))
  const failed = views.some((step) => step.state === 'failed')
  return [
    ...views,
    ...open.map((step, index): RunStepView => {
      const state = openStepState(index, failed)
      return {
        position: ended.length + index,
        name: step.name,
        title: step.title,
        state,
        startedAt: null,
        endedAt: null,
        attempts: null,
        outputBytes: null,
        failure: null,
      }
    }),
  ]

  function openStepState(index: number, failedBefore: boolean): StepState {
    if (!isActive(state)) return 'not reached'
    return state === 'running' && index === 0 && !failedBefore ? 'running' : 'waiting'
  }
}

/** Where a run is taken up again: at its failed step, else after the last one that ended. */
export function retryPosition(ended: readonly EndedStep[]): number {
  const failed = ended.find((step) => step.failure !== null)
  if (failed !== undefined) return failed.position
  return ended.reduce((next, step) => Math.max(next, step.position + 1), 0)
}

/** `340 ms`, `12.4 s`, `3 min 5 s`: how long something took. */
export function toDurationWords(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}

/** Characters of the reason that somebody gives for a run. */
export const REASON_LIMIT = 500

/** What somebody is told who asked for a refresh. */
export type StartedRefresh = {
  /** False: one was under way already, and this is it. */
  started: boolean
  /** Set for those who may look at runs. */
  runId: string | null
}

export type RefreshState = ActionResult<StartedRefresh> | null
