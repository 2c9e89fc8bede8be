import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { salesDashboard } from '@/lib/testing/superset'
import type { RunId, RunState, WorkflowDefinition } from '@/lib/workflows/model'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import { getRun, listRuns, startWorkflow } from '@/lib/workflows/service'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflow } from './workflow'

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

/** May start it by the right that its configuration names, and look. */
const ctx: Ctx = {
  actor: {
    kind: 'cli',
    id: 'cli:test',
    name: 'Test',
    rights: [{ right: 'read:workflow' }, { right: 'publish:dashboard' }],
  },
  requestId: randomUUID(),
  now: () => new Date(),
}

function definition(): WorkflowDefinition {
  const found = WORKFLOW_DEFINITIONS.find(({ key }) => key === 'refresh-dashboards')
  if (found === undefined) throw new Error('refresh-dashboards is not defined')
  return found
}

async function until(id: RunId, state: RunState): Promise<void> {
  await expect
    .poll(async () => (await getRun(ctx, { id })).state, { timeout: 20_000, interval: 100 })
    .toBe(state)
}

beforeAll(async () => {
  superset.dashboards.push(salesDashboard())
})
afterAll(() => stopWorkflows())

it('is needed at start where Superset was never read, and puts its dashboards in force', async () => {
  expect(definition().needs).toBe('superset')
  expect(await workflow.neededAtStart?.()).toBe(true)
  await launchWorkflows({ workflows: [{ definition: definition(), workflow }], pollMs: 100 })
  const [first] = (await listRuns(ctx, { page: 1 })).runs
  await until(first?.id as RunId, 'succeeded')
  expect(await db().foundDashboard.count()).toBe(1)
  expect(await workflow.neededAtStart?.()).toBe(false)
  superset.dashboards.push(salesDashboard({ id: 2, uuid: randomUUID(), title: 'Other' }))
  const { runId } = await startWorkflow(ctx, { key: definition().key, reason: 'to see it work' })
  await until(runId, 'succeeded')
  expect(await db().foundDashboard.count()).toBe(2)
})

it('fails with what happened when Superset does not accept the login', async () => {
  superset.forget()
  superset.instead('/api/v1/security/login', (_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end('{"message":"Not authorized"}')
  })
  const { runId } = await startWorkflow(ctx, { key: definition().key, reason: 'to see it fail' })
  await until(runId, 'failed')
  expect(await db().foundDashboard.count()).toBe(2)
  expect(await db().dashboardReading.findFirst()).toMatchObject({ lastFailureCode: 'UNAUTHORIZED' })
})
