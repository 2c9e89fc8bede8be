import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { APPLICATION_VERSION, ENGINE_SCHEMA, queueOf } from '@/lib/connectors/dbos/identity'
import { inTransaction, pool } from '@/lib/platform/db'
import { workflowEngine } from '../engine'
import type { RunId, WorkflowDefinition, WorkflowKey } from '../model'
import { insertRun } from '../repository'
import { executorId, launchWorkflows, type RunnableWorkflow, stopWorkflows } from '../runtime'
import { createLease } from './lease'

const TIMING = { heartbeatMs: 60_000, ttlMs: 15_000 }

function runnable(key: string, workflow: RunnableWorkflow['workflow'], maxAttempts = 1): RunnableWorkflow {
  const definition: WorkflowDefinition = {
    key: key as WorkflowKey,
    title: key,
    description: key,
    owner: 'Tests',
    tags: [],
    startRight: null,
    needs: null,
    schedule: null,
    concurrency: 1,
    maxTakeUps: 10,
    retries: { maxAttempts, intervalSeconds: 0.1, backoffRate: 1, timeoutMs: 10_000 },
    steps: [{ name: 'only', title: 'Only' }],
  }
  return { definition, workflow }
}

async function enqueue(key: string): Promise<RunId> {
  const runId = randomUUID() as RunId
  await inTransaction((tx) =>
    insertRun(tx, {
      runId,
      workflowKey: key as WorkflowKey,
      actorKind: 'job',
      actorId: 'test',
      reason: 'test',
      at: new Date(),
    }),
  )
  return runId
}

/** As a replica leaves it that was killed in the middle: under way, under its id, with the step it had ended. */
async function leaveBehind(key: string, deadExecutor: string): Promise<RunId> {
  const runId = await enqueue(key)
  await pool().query(
    `UPDATE ${ENGINE_SCHEMA}.workflow_status SET status = 'PENDING', executor_id = $2, owner_xid = 'dead',
       recovery_attempts = 1 WHERE workflow_uuid = $1`,
    [runId, deadExecutor],
  )
  return runId
}

async function lease(id: string, secondsFromNow: number): Promise<void> {
  await pool().query(
    `INSERT INTO workflow_executor (id, lease_until) VALUES ($1, now() + $2 * interval '1 second')`,
    [id, secondsFromNow],
  )
}

const until = (runId: RunId, state: string) =>
  expect
    .poll(async () => (await workflowEngine().client.getRun(runId)).state, { timeout: 15_000, interval: 100 })
    .toBe(state)

afterEach(stopWorkflows)

describe('a lease on runs', () => {
  it('hands the runs of an executor whose lease lapsed to a live one, and forgets that executor', async () => {
    let worked = 0
    const key = 'lapsed'
    await launchWorkflows({
      workflows: [runnable(key, { run: ({ step }) => step('only', async () => ++worked) })],
      timing: TIMING,
      pollMs: 100,
    })
    const dead = randomUUID()
    await lease(dead, -1)
    const runId = await leaveBehind(key, dead)
    let clock = 0
    const mine = createLease(executorId() ?? '', TIMING, () => clock)

    expect(await mine.beat()).toEqual([])
    clock = 8_000
    expect(await mine.beat()).toEqual([])
    clock = 16_000
    expect(await mine.beat()).toEqual([runId])

    await until(runId, 'succeeded')
    expect(worked).toBe(1)
    const rows = await pool().query('SELECT id FROM workflow_executor WHERE id = $1', [dead])
    expect(rows.rows).toEqual([])
  })

  it('leaves the runs of an executor alone whose lease is in force', async () => {
    let worked = 0
    const key = 'living'
    await launchWorkflows({
      workflows: [runnable(key, { run: ({ step }) => step('only', async () => ++worked) })],
      timing: TIMING,
      pollMs: 100,
    })
    const living = randomUUID()
    await lease(living, 60)
    const runId = await leaveBehind(key, living)
    let clock = 0
    const mine = createLease(executorId() ?? '', TIMING, () => clock)
    await mine.beat()
    clock = 10_000
    await mine.beat()
    clock = 20_000
    expect(await mine.beat()).toEqual([])
    expect((await workflowEngine().client.getRun(runId)).state).toBe('running')
    expect(worked).toBe(0)
  })

  it('takes over from nobody until the living have had time to renew after the database was away', async () => {
    const key = 'outage'
    await launchWorkflows({
      workflows: [runnable(key, { run: ({ step }) => step('only', async () => 1) })],
      timing: TIMING,
      pollMs: 100,
    })
    const other = randomUUID()
    await lease(other, -30)
    await leaveBehind(key, other)
    let clock = 0
    const mine = createLease(executorId() ?? '', TIMING, () => clock)
    await mine.beat()
    clock = 60_000
    expect(await mine.beat()).toEqual([])
    clock = 65_000
    expect(await mine.beat()).toEqual([])
    clock = 75_000
    expect(await mine.beat()).toHaveLength(1)
  })

  it('hands each lapsed executor on once when two replicas look at the same moment', async () => {
    const key = 'both'
    await launchWorkflows({
      workflows: [runnable(key, { run: ({ step }) => step('only', async () => 1) })],
      timing: TIMING,
      pollMs: 100,
    })
    const dead = randomUUID()
    await lease(dead, -1)
    const runId = await leaveBehind(key, dead)
    let clock = 0
    const leases = [executorId() ?? '', randomUUID()].map((id) => createLease(id, TIMING, () => clock))
    await Promise.all(leases.map((one) => one.beat()))
    clock = 10_000
    await Promise.all(leases.map((one) => one.beat()))
    clock = 16_000
    const handed = await Promise.all(leases.map((one) => one.beat()))
    expect(handed.flat()).toEqual([runId])
    await until(runId, 'succeeded')
  })

  it('hands over runs under an executor that has no lease at all', async () => {
    const key = 'unknown'
    await launchWorkflows({
      workflows: [runnable(key, { run: ({ step }) => step('only', async () => 1) })],
      timing: TIMING,
      pollMs: 100,
    })
    const runId = await leaveBehind(key, randomUUID())
    let clock = 0
    const mine = createLease(executorId() ?? '', TIMING, () => clock)
    await mine.beat()
    clock = 10_000
    await mine.beat()
    clock = 16_000
    expect(await mine.beat()).toEqual([runId])
    await until(runId, 'succeeded')
  })

  it('ends with the engine, so that another replica need not wait for it to lapse', async () => {
    await launchWorkflows({ workflows: [], timing: TIMING, pollMs: 100 })
    const id = executorId()
    await stopWorkflows()
    const rows = await pool().query<{ lapsed: boolean }>(
      'SELECT lease_until <= now() AS lapsed FROM workflow_executor WHERE id = $1',
      [id],
    )
    expect(rows.rows).toEqual([{ lapsed: true }])
  })
})

describe('the pinned version', () => {
  it('is written on every run, so that a new build takes up the runs of the old one', async () => {
    const runId = await enqueue('pinned')
    const rows = await pool().query(
      `SELECT application_version AS version, queue_name AS queue FROM ${ENGINE_SCHEMA}.workflow_status WHERE workflow_uuid = $1`,
      [runId],
    )
    expect(rows.rows).toEqual([{ version: APPLICATION_VERSION, queue: queueOf('pinned') }])
    expect(APPLICATION_VERSION).toBe('pergola')
  })
})

describe('the role that the portal works as', () => {
  it('may use the engine and may not change its schema', async () => {
    const { pool: enginePool } = workflowEngine()
    const { rows } = await enginePool.query('SELECT current_user::text AS role')
    expect(rows).toEqual([{ role: 'pergola_app' }])
    await expect(enginePool.query(`CREATE TABLE ${ENGINE_SCHEMA}.mine (id int)`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(
      enginePool.query(`ALTER TABLE ${ENGINE_SCHEMA}.workflow_status ADD COLUMN mine int`),
    ).rejects.toThrow(/must be owner/)
  })
})
