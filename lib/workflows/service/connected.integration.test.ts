import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { db, inTransaction } from '@/lib/platform/db'
import type { RunId, WorkflowDefinition, WorkflowKey } from '../model'
import { insertRun } from '../repository'
import { launchWorkflows, stopWorkflows } from '../runtime'
import { getRun, listRuns, listWorkflows, retryRun, startWorkflow } from '../service'
import { queueRun } from './queue-run'

// No Superset is connected to the tests.
const { definition } = vi.hoisted(() => ({
  definition: {
    key: 'unconnected',
    title: 'Unconnected',
    description: 'Asks a Superset.',
    owner: 'Tests',
    tags: [],
    startRight: null,
    needs: 'superset',
    schedule: { cron: '0 0 1 1 *', timeZone: 'UTC' },
    concurrency: 1,
    maxTakeUps: 10,
    retries: { maxAttempts: 1, intervalSeconds: 0.1, backoffRate: 1, timeoutMs: 10_000 },
    steps: [{ name: 'ask', title: 'Ask' }],
  },
}))
vi.mock('@/workflows/definitions', () => ({ WORKFLOW_DEFINITIONS: [definition] }))

const key = definition.key as WorkflowKey
const refusal = { code: 'NOT_CONFIGURED', details: { system: 'superset' } }

function ctxWith(...rights: ConditionedRight[]): Ctx {
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Tester', rights }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}
const reader = ctxWith({ right: 'read:workflow' })
const operator = ctxWith({ right: 'read:workflow' }, { right: 'run:workflow' })

beforeAll(async () => {
  const run = async () => {
    throw new Error('there is nothing to ask')
  }
  const workflow = { run }
  await launchWorkflows({
    workflows: [{ definition: definition as unknown as WorkflowDefinition, workflow }],
    pollMs: 100,
  })
})
afterAll(stopWorkflows)

it('is told as lacking its system, is not scheduled, and is not started: by hand or as part of other work', async () => {
  const listed = await listWorkflows(operator)
  expect(listed).toMatchObject([{ lacks: 'superset', mayStart: true, nextRunAt: null, lastRun: null }])
  await expect(startWorkflow(operator, { key, reason: 'to see it refused' })).rejects.toMatchObject(refusal)
  const work = inTransaction((tx) => queueRun(tx, operator, { key, reason: 'a webhook' }))
  await expect(work).rejects.toMatchObject(refusal)
  expect((await listRuns(operator, { page: 1 })).total).toBe(0)
  expect(await db().workflowRequest.count({ where: { workflowKey: key } })).toBe(0)
  expect(await db().auditEvent.count({ where: { action: 'workflow.started', outcome: 'done' } })).toBe(0)
})

it('is refused for want of the right first', async () => {
  await expect(startWorkflow(reader, { key, reason: 'refused' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

it('does not take up again what failed while it was connected', async () => {
  const runId = randomUUID() as RunId
  const request = { workflowKey: key, actorKind: 'job', actorId: 'test', reason: 'while it was connected' }
  await inTransaction((tx) => insertRun(tx, { ...request, runId, at: new Date() }))
  const state = async () => (await getRun(operator, { id: runId })).state
  await expect.poll(state, { timeout: 15_000, interval: 100 }).toBe('failed')
  const told = { lacks: 'superset', may: { retry: false, cancel: false } }
  expect(await getRun(operator, { id: runId })).toMatchObject(told)
  await expect(retryRun(operator, { id: runId })).rejects.toMatchObject(refusal)
})
