import { Prisma } from '@/generated/prisma/client'
import { APPLICATION_NAME, APPLICATION_VERSION, ENGINE_SCHEMA, queueOf } from '@/lib/connectors/dbos/identity'
import { statusesOf } from '@/lib/connectors/dbos/map'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { RunId, RunState, WorkflowKey } from './model'

const SCHEMA = Prisma.raw(`"${ENGINE_SCHEMA}"`)

export type StoredRequest = {
  runId: RunId
  workflowKey: WorkflowKey
  actorKind: string
  actorId: string
  reason: string
}

/** Who asked and why, and the run in its queue: in one transaction, so that neither stands without the other. */
export async function insertRun(tx: Tx, request: StoredRequest & { at: Date }): Promise<void> {
  const { at, ...data } = request
  await tx.workflowRequest.create({ data: { ...data, requestedAt: at } })
  await tx.$queryRaw`
    SELECT ${SCHEMA}.enqueue_workflow(
      workflow_name => ${request.workflowKey},
      queue_name => ${queueOf(request.workflowKey)},
      class_name => '',
      config_name => '',
      workflow_id => ${request.runId},
      app_version => ${APPLICATION_VERSION},
      application_name => ${APPLICATION_NAME}
    )`
}

/** Starts of one workflow take turns until the transaction ends. */
export async function lockStarts(tx: Tx, key: WorkflowKey): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${`workflow start ${key}`}))::text`
}

/** The run of a workflow that waits or is under way, the oldest first. */
export async function findActiveRunId(tx: Tx, key: WorkflowKey): Promise<RunId | null> {
  const rows = await tx.$queryRaw<{ id: RunId }[]>`
    SELECT workflow_uuid AS id FROM ${SCHEMA}.workflow_status
    WHERE name = ${key} AND application_name = ${APPLICATION_NAME}
      AND status IN ('ENQUEUED', 'DELAYED', 'PENDING')
    ORDER BY created_at LIMIT 1`
  return rows[0]?.id ?? null
}

/** Whether a run waits or is under way. */
export async function isRunOpen(tx: Tx, runId: RunId): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM ${SCHEMA}.workflow_status
    WHERE workflow_uuid = ${runId} AND application_name = ${APPLICATION_NAME}
      AND status IN ('ENQUEUED', 'DELAYED', 'PENDING')`
  return rows.length > 0
}

export type RunCountFilter = { workflowKeys?: readonly string[]; state?: RunState }

/** How many runs a list is cut from. */
export async function countRuns(filter: RunCountFilter): Promise<number> {
  const states = filter.state === undefined ? null : statusesOf(filter.state)
  const keys = filter.workflowKeys === undefined ? null : [...filter.workflowKeys]
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ count: bigint }[]>`
      SELECT count(*) AS count FROM ${SCHEMA}.workflow_status
      WHERE application_name = ${APPLICATION_NAME}
        AND (${states}::text[] IS NULL OR status = ANY(${states}::text[]))
        AND (${keys}::text[] IS NULL OR name = ANY(${keys}::text[]))`,
  )
  return Number(rows[0]?.count ?? 0)
}

export type RequestRow = StoredRequest & { requestedAt: Date; actorName: string | null }

/** Who asked for each run, by its id; runs that nobody asked for are not in the answer. */
export async function findRequests(runIds: readonly string[]): Promise<Map<string, RequestRow>> {
  const rows = await withDatabaseErrors(() =>
    db().workflowRequest.findMany({ where: { runId: { in: [...runIds] } }, take: runIds.length }),
  )
  const userIds = [...new Set(rows.filter((row) => row.actorKind === 'user').map((row) => row.actorId))]
  const users = await withDatabaseErrors(() =>
    db().user.findMany({
      where: { id: { in: userIds } },
      select: { id: true, name: true },
      take: Math.max(userIds.length, 1),
    }),
  )
  const names = new Map(users.map((user) => [user.id, user.name]))
  return new Map(
    rows.map((row) => [
      row.runId,
      {
        ...row,
        runId: row.runId as RunId,
        workflowKey: row.workflowKey as WorkflowKey,
        actorName: names.get(row.actorId) ?? null,
      },
    ]),
  )
}

// ---------------------------------------------------------------- executors

/** Says that an executor lives, for `ttlMs` from now by the database's clock (replicas' clocks may differ). */
export async function renewLease(executorId: string, ttlMs: number): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      INSERT INTO workflow_executor (id, started_at, lease_until)
      VALUES (${executorId}, now(), now() + ${ttlMs} * interval '1 millisecond')
      ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until`,
  )
}

/** Ends an executor's lease, so that another may take up at once what it left. */
export async function endLease(executorId: string): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`UPDATE workflow_executor SET lease_until = now() WHERE id = ${executorId}`,
  )
}

/** Executors whose lease has lapsed, locked for this transaction; those that another reaper holds are passed over. */
export async function lockLapsedExecutors(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM workflow_executor WHERE lease_until <= now()
    ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  return rows.map((row) => row.id)
}

export async function deleteExecutor(tx: Tx, executorId: string): Promise<void> {
  await tx.workflowExecutor.deleteMany({ where: { id: executorId } })
}

/** Executors that have runs under way and no lease at all. */
export async function findExecutorsWithoutLease(limit: number): Promise<string[]> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ id: string }[]>`
      SELECT DISTINCT run.executor_id AS id FROM ${SCHEMA}.workflow_status run
      WHERE run.status = 'PENDING' AND run.application_name = ${APPLICATION_NAME}
        AND run.executor_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM workflow_executor lease WHERE lease.id = run.executor_id)
      LIMIT ${limit}`,
  )
  return rows.map((row) => row.id)
}

export async function countLiveExecutors(): Promise<number> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ count: bigint }[]>`
      SELECT count(*) AS count FROM workflow_executor WHERE lease_until > now()`,
  )
  return Number(rows[0]?.count ?? 0)
}

export async function isEngineMigrated(): Promise<boolean> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ there: boolean }[]>`
      SELECT to_regclass(${`${ENGINE_SCHEMA}.workflow_status`}) IS NOT NULL AS there`,
  )
  return rows[0]?.there ?? false
}
