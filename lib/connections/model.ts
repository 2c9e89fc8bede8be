/** Every system that the portal stands on or asks, by its connector's name, in the order in which they are shown. */
export const SYSTEMS = ['postgresql', 'openid', 'fibery', 'dremio', 'duckdb', 'dbos', 'superset'] as const

export type ConnectionSystem = (typeof SYSTEMS)[number]

export const SYSTEM_WORDS: Record<ConnectionSystem, { name: string; purpose: string }> = {
  postgresql: { name: 'PostgreSQL', purpose: "The portal's own records. Without it no page can be shown." },
  openid: { name: 'Identity provider', purpose: 'Sign-in, and the groups that give roles.' },
  fibery: { name: 'Fibery', purpose: 'The knowledge base. Pages show the last snapshot while it is away.' },
  dremio: {
    name: 'Dremio',
    purpose: 'Answers the queries under Analytics. Without it the embedded engine does.',
  },
  duckdb: {
    name: 'Embedded analytics engine',
    purpose: 'Answers the queries that are bound to it, and all of them while Dremio is not connected.',
  },
  dbos: {
    name: 'Workflow engine',
    purpose: 'Takes up runs of workflows. Runs wait while no replica does.',
  },
  superset: { name: 'Superset', purpose: 'Dashboards, embedded under Dashboards.' },
}

/** `unknown`: connected, but nobody has asked it yet. */
export type ConnectionState = 'working' | 'failing' | 'not connected' | 'unknown'

export type ConnectionFault = {
  code: string
  /** What happened, in a line that is safe to show. */
  detail: string
  /** What to do about it. */
  remedy: string
}

export type Connection = {
  system: ConnectionSystem
  name: string
  purpose: string
  /** Where it points, without a secret; null while it is not connected. */
  target: string | null
  state: ConnectionState
  lastSuccessAt: Date | null
  lastFailureAt: Date | null
  /** The last failure, also after a later success. */
  fault: ConnectionFault | null
  /** Of the last success. */
  latencyMs: number | null
}

/** What was learnt of a system by asking it. */
export type CheckResult =
  | { ok: true; target: string; latencyMs: number; detail: string }
  | { ok: false; target: string; code: string; detail: string }

export type StoredStatus = {
  system: string
  target: string
  lastSuccessAt: Date | null
  lastFailureAt: Date | null
  failureCode: string | null
  failureDetail: string | null
  latencyMs: number | null
}

/**
 * How a connection stands, from where it points now and what was last learnt. What was learnt of another target (the
 * configuration has changed since) counts for nothing.
 */
export function toState(target: string | null, status: StoredStatus | undefined): ConnectionState {
  if (target === null) return 'not connected'
  if (status === undefined || status.target !== target) return 'unknown'
  const { lastSuccessAt, lastFailureAt } = status
  if (lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt)) return 'failing'
  return lastSuccessAt === null ? 'unknown' : 'working'
}
