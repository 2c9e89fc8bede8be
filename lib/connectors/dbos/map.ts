import type { WorkflowSchedule, WorkflowStatus } from '@dbos-inc/dbos-sdk'
import type { StepInfo } from '@dbos-inc/dbos-sdk/internal/workflow'
import { describeFailure, type EngineFailure } from './failure'

/** `waiting`: in its queue. `running`: an executor has it, or had it when it died. */
export type EngineRunState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'abandoned'

export type EngineRun = {
  id: string
  workflowKey: string
  state: EngineRunState
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
  executorId: string | null
  /** How often it was taken up, the first time included; 0 while it has only waited. */
  takenUp: number
  scheduled: boolean
  failure: EngineFailure | null
}

export type EngineStep = {
  position: number
  name: string
  startedAt: Date | null
  endedAt: Date | null
  attempts: number | null
  outputBytes: number | null
  failure: EngineFailure | null
}

export type EngineSchedule = { name: string; cron: string; timeZone: string; paused: boolean }

const STATES: Record<string, EngineRunState> = {
  ENQUEUED: 'waiting',
  DELAYED: 'waiting',
  PENDING: 'running',
  SUCCESS: 'succeeded',
  ERROR: 'failed',
  CANCELLED: 'cancelled',
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: 'abandoned',
}

/** The engine's own words for a state, for its filters. */
export function statusesOf(state: EngineRunState): string[] {
  return Object.keys(STATES).filter((status) => STATES[status] === state)
}

function toDate(epochMs: number | undefined): Date | null {
  return epochMs === undefined ? null : new Date(epochMs)
}

/** What a step stores beside its value, so that the trail can say more than the engine keeps. */
export type StepEnvelope<T> = { attempts: number; value: T }

function isEnvelope(output: unknown): output is StepEnvelope<unknown> {
  return typeof output === 'object' && output !== null && 'attempts' in output && 'value' in output
}

function toFailure(error: unknown): EngineFailure | null {
  return error === null || error === undefined ? null : describeFailure(error)
}

/** The engine hands back the stored text of a portable run's error as the message of another error. */
function toRunFailure(error: unknown): EngineFailure | null {
  const { message } = (error ?? {}) as { message?: unknown }
  if (typeof message === 'string' && message.startsWith('{')) {
    try {
      return toFailure(JSON.parse(message))
    } catch {
      // Not stored text, but a message that begins like it.
    }
  }
  return toFailure(error)
}

export function toRun(status: WorkflowStatus): EngineRun {
  return {
    id: status.workflowID,
    workflowKey: status.workflowName,
    state: STATES[status.status] ?? 'running',
    createdAt: new Date(status.createdAt),
    startedAt: toDate(status.dequeuedAt),
    endedAt: toDate(status.completedAt),
    executorId: status.executorId || null,
    takenUp: status.recoveryAttempts ?? 0,
    scheduled: status.scheduleName !== undefined,
    failure: toRunFailure(status.error),
  }
}

export function toStep(step: StepInfo): EngineStep {
  const { errors } = (step.error ?? {}) as { errors?: unknown }
  const output = isEnvelope(step.output) ? step.output : null
  return {
    position: step.functionID,
    name: step.name,
    startedAt: toDate(step.startedAtEpochMs),
    endedAt: toDate(step.completedAtEpochMs),
    attempts: output?.attempts ?? (Array.isArray(errors) ? errors.length : null),
    outputBytes: output === null ? null : Buffer.byteLength(JSON.stringify(output.value ?? null)),
    failure: toFailure(step.error),
  }
}

export function toSchedule(schedule: WorkflowSchedule): EngineSchedule {
  return {
    name: schedule.scheduleName,
    cron: schedule.schedule,
    timeZone: schedule.cronTimezone ?? 'UTC',
    paused: schedule.status !== 'ACTIVE',
  }
}
