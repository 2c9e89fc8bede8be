import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { realSchemas } from '@/lib/testing/fibery'
import type { RunId, WorkflowDefinition } from '@/lib/workflows/model'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import { getRun, listRuns, retryRun, startWorkflow } from '@/lib/workflows/service'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflow } from './workflow'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const { default: process } = await import('node:process')
  const server = await startFiberyServer()
  Object.assign(process.env, { FIBERY_URL: server.url, FIBERY_TOKEN: 'token', FIBERY_SPACES: 'Things' })
  return server
})

const ctx: Ctx = {
  actor: {
    kind: 'cli',
    id: 'cli:test',
    name: 'Test',
    rights: [{ right: 'read:workflow' }, { right: 'run:workflow' }],
  },
  requestId: randomUUID(),
  now: () => new Date(),
}
const retries = { maxAttempts: 2, intervalSeconds: 0.1, backoffRate: 1, timeoutMs: 30_000 }

function definition(): WorkflowDefinition {
  const found = WORKFLOW_DEFINITIONS.find(({ key }) => key === 'refresh-knowledge')
  if (found === undefined) throw new Error('refresh-knowledge is not defined')
  return { ...found, retries }
}

async function asMigrator(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: env().DATABASE_MIGRATOR_URL })
  await client.connect()
  await client.query(sql)
  await client.end()
}

function until(id: RunId, state: string) {
  return expect
    .poll(async () => (await getRun(ctx, { id })).state, { timeout: 20_000, interval: 100 })
    .toBe(state)
}

beforeAll(async () => {
  fibery.space('Things', realSchemas()[0]?.sdl ?? '')
  await launchWorkflows({ workflows: [{ definition: definition(), workflow }], pollMs: 100 })
})

afterAll(async () => {
  await stopWorkflows()
  await fibery.close()
})

it('runs by itself at the first start, since there is no snapshot yet', async () => {
  const [first] = (await listRuns(ctx, { page: 1 })).runs
  expect(first?.request.by.name).toBe('The portal, at its start')
  await until(first?.id as RunId, 'succeeded')
  expect(fibery.asked('Things')).toBe(1)
  const space = await db().kbSpace.findUnique({ where: { name: 'Things' } })
  expect(space?.currentDiscoveryId).not.toBeNull()
})

it('that fails to publish goes on there when it is retried, and does not ask the workspace again', async () => {
  const before = fibery.asked('Things')
  fibery.space('Things', realSchemas()[3]?.sdl ?? '')
  await asMigrator('REVOKE ALL ON kb_field FROM pergola_app')
  const { runId } = await startWorkflow(ctx, { key: definition().key, reason: 'to see it fail' })
  await until(runId, 'failed')
  const failed = await getRun(ctx, { id: runId })
  expect(failed.steps.map(({ name, state, attempts }) => `${name} ${state} ${attempts}`)).toEqual([
    'fetch done 1',
    'publish failed 2',
    'count not reached null',
  ])
  expect(failed.failure?.message).toMatch(/permission denied for table kb_field/)
  expect(fibery.asked('Things')).toBe(before + 1)

  await asMigrator('GRANT SELECT, INSERT, UPDATE, DELETE ON kb_field TO pergola_app')
  await retryRun(ctx, { id: runId })
  await until(runId, 'succeeded')
  expect(fibery.asked('Things')).toBe(before + 1)
  const published = await db().kbDiscovery.findMany({
    where: { outcome: 'published' },
    orderBy: { startedAt: 'desc' },
  })
  expect(published).toHaveLength(2)
})
