import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'
import {
  type Connection,
  type ConnectionFault,
  type ConnectionSystem,
  type StoredStatus,
  SYSTEM_WORDS,
  SYSTEMS,
  toState,
} from './model'
import { remedyFor } from './remedies'
import { listStatuses, saveFailure, saveSuccess } from './repository'
import { targetsOf } from './targets'

/** Every upstream, where it points and how it last stood. Needs `read:connection`. */
export async function listConnections(ctx: Ctx): Promise<Connection[]> {
  await requireRight(ctx, 'read:connection')
  return await readConnections()
}

/** How each dependency last stood, for readiness; no right, since it is told to operators only. */
export async function listDependencyStates(): Promise<
  {
    system: ConnectionSystem
    state: Connection['state']
    lastSuccessAt: Date | null
    detail: string | null
  }[]
> {
  const connections = await readConnections()
  return connections
    .filter(({ system }) => system !== 'postgresql')
    .map(({ system, state, lastSuccessAt, fault }) => ({
      system,
      state,
      lastSuccessAt,
      detail: state === 'failing' ? (fault?.detail ?? null) : null,
    }))
}

async function readConnections(): Promise<Connection[]> {
  const targets = targetsOf(env())
  const askedAt = performance.now()
  const statuses = new Map((await listStatuses()).map((status) => [status.system, status]))
  // The answer itself is the news of the database: nothing fresher can be had of it.
  statuses.set('postgresql', {
    system: 'postgresql',
    failureCode: null,
    failureDetail: null,
    lastFailureAt: null,
    ...statuses.get('postgresql'),
    target: targets.postgresql ?? '',
    lastSuccessAt: new Date(),
    latencyMs: Math.round(performance.now() - askedAt),
  })
  return SYSTEMS.map((system) => toConnection(system, targets[system], statuses.get(system)))
}

function toConnection(
  system: ConnectionSystem,
  target: string | null,
  stored: StoredStatus | undefined,
): Connection {
  const status = stored?.target === target ? stored : undefined
  return {
    system,
    ...SYSTEM_WORDS[system],
    target,
    state: toState(target, status),
    lastSuccessAt: status?.lastSuccessAt ?? null,
    lastFailureAt: status?.lastFailureAt ?? null,
    fault: toFault(system, status),
    latencyMs: status?.latencyMs ?? null,
  }
}

function toFault(system: ConnectionSystem, status: StoredStatus | undefined): ConnectionFault | null {
  if (!status?.failureCode) return null
  const { failureCode: code, failureDetail } = status
  return { code, detail: failureDetail ?? code, remedy: remedyFor(system, code) }
}

/**
 * Notes that a system answered. Called by whoever asked it, beside the work: it never throws, so that a note that cannot
 * be written spoils nothing. It is kept under the address configured now; `target` serves where none is.
 */
export async function recordSuccess(
  system: ConnectionSystem,
  { target, latencyMs }: { target?: string; latencyMs: number },
): Promise<void> {
  const at = targetsOf(env())[system] ?? target ?? ''
  await note(system, () =>
    inTransaction((tx) =>
      saveSuccess(tx, { system, target: at, at: new Date(), latencyMs: Math.round(latencyMs) }),
    ),
  )
}

/** Notes that a system did not answer as it should. `detail` is shown: no secret, no body. Never throws. */
export async function recordConnectionFailure(
  system: ConnectionSystem,
  { target, code, detail }: { target?: string; code: string; detail: string },
): Promise<void> {
  const at = targetsOf(env())[system] ?? target ?? ''
  await note(system, () =>
    inTransaction((tx) => saveFailure(tx, { system, target: at, at: new Date(), code, detail })),
  )
}

async function note(system: ConnectionSystem, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    logger.warn({ err: error, system }, 'how a connection stands could not be written down')
  }
}
