/** Where the engine keeps its tables: a schema of the portal's own database. */
export const ENGINE_SCHEMA = 'dbos'

/** Scopes runs, queues and schedules in that schema to the portal. */
export const APPLICATION_NAME = 'pergola'

/**
 * Pinned, and never to be bumped. By default DBOS hashes the source of the workflows, and recovers only runs of its own
 * hash: each new build would strand the runs of the one before. A change of a workflow's steps is made with a new step
 * name or a new workflow key (docs/workflows.md), not with a version.
 */
export const APPLICATION_VERSION = 'pergola'

/** One queue a workflow: what may run at once is counted in the database, over all replicas. */
export function queueOf(workflowKey: string): string {
  return `pergola.${workflowKey}`
}

export function scheduleOf(workflowKey: string): string {
  return `pergola.${workflowKey}`
}
