import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, expect, it, vi } from 'vitest'
import { ENGINE_SCHEMA } from '@/lib/connectors/dbos/identity'
import { inTransaction, pool } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'
import { workflowEngine } from './engine'
import { isEngineLaunched } from './launched'
import type { RunId, WorkflowDefinition, WorkflowKey } from './model'
import { insertRun } from './repository'
import { executorId, launchWorkflows, type RunnableWorkflow, stopWorkflows } from './runtime'

const TIMING = { heartbeatMs: 60_000, ttlMs: 15_000 }

function runnable(key: string, workflow: RunnableWorkflow['workflow']): RunnableWorkflow {
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
    retries: { maxAttempts: 3, intervalSeconds: 0.5, backoffRate: 1, timeoutMs: 10_000 },
    steps: [{ name: 'only', title: 'Only' }],
  }
  return { definition, workflow }
}

async function enqueue(key: string): Promise<RunId> {
  const runId = randomUUID() as RunId
  const request = {
    runId,
    workflowKey: key as WorkflowKey,
    actorKind: 'job',
    actorId: 'test',
    reason: 'test',
  }
  await inTransaction((tx) => insertRun(tx, { ...request, at: new Date() }))
  return runId
}

const stateOf = async (id: RunId) => (await workflowEngine().client.getRun(id)).state

afterEach(stopWorkflows)

it('stops repeating a step once another replica has taken the run over', async () => {
  let attempts = 0
  await launchWorkflows({
    workflows: [
      runnable('taken', {
        run: ({ step }) =>
          step('only', async () => {
            attempts += 1
            throw new Error('not yet')
          }),
      }),
    ],
    timing: TIMING,
    pollMs: 100,
  })
  const id = await enqueue('taken')
  await expect.poll(() => attempts, { timeout: 5_000 }).toBe(1)
  await pool().query(
    `UPDATE ${ENGINE_SCHEMA}.workflow_status SET owner_xid = 'other', executor_id = 'other' WHERE workflow_uuid = $1`,
    [id],
  )
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(attempts).toBe(1)
  expect(await stateOf(id)).toBe('running')
  // The other one ends it, so that the parked run here can be let go.
  await pool().query(
    `UPDATE ${ENGINE_SCHEMA}.workflow_status SET status = 'CANCELLED' WHERE workflow_uuid = $1`,
    [id],
  )
})

it('begins anew when the database refuses halfway through its launch', async () => {
  const told = vi.spyOn(logger, 'warn').mockReturnValue()
  const workflow = runnable('begun-anew', { run: ({ step }) => step('only', async () => {}) })
  const migrator = new pg.Client({ connectionString: env().DATABASE_MIGRATOR_URL })
  await migrator.connect()
  await migrator.query(`REVOKE INSERT ON ${ENGINE_SCHEMA}.queues FROM pergola_app`)
  const launched = launchWorkflows({ workflows: [workflow], timing: TIMING, pollMs: 100 })
  try {
    const refused = {
      err: expect.objectContaining({ message: expect.stringMatching(/denied for table queues/) }),
    }
    await expect
      .poll(() => told.mock.calls.map(([facts]) => facts), { timeout: 10_000 })
      .toContainEqual(expect.objectContaining(refused))
  } finally {
    await migrator.query(`GRANT INSERT ON ${ENGINE_SCHEMA}.queues TO pergola_app`)
    await migrator.end()
  }
  await launched
  expect(isEngineLaunched()).toBe(true)
  const id = await enqueue('begun-anew')
  await expect.poll(() => stateOf(id), { timeout: 10_000, interval: 50 }).toBe('succeeded')
})

it('finishes what runs here before it stops', async () => {
  let finished = false
  await launchWorkflows({
    workflows: [
      runnable('drained', {
        run: ({ step }) =>
          step('only', async () => {
            await new Promise((resolve) => setTimeout(resolve, 800))
            finished = true
          }),
      }),
    ],
    timing: TIMING,
    pollMs: 100,
  })
  const id = await enqueue('drained')
  await expect.poll(() => stateOf(id), { timeout: 5_000, interval: 50 }).toBe('running')
  await stopWorkflows()
  expect(finished).toBe(true)
  expect(await stateOf(id)).toBe('succeeded')
})

it('is launched once a process, under an id of its own each time', async () => {
  await launchWorkflows({ workflows: [], timing: TIMING, pollMs: 100 })
  const first = executorId()
  await launchWorkflows({ workflows: [], timing: TIMING, pollMs: 100 })
  expect(executorId()).toBe(first)
  expect(isEngineLaunched()).toBe(true)
  await stopWorkflows()
  expect(isEngineLaunched()).toBe(false)
  await launchWorkflows({ workflows: [], timing: TIMING, pollMs: 100 })
  expect(executorId()).not.toBe(first)
})
