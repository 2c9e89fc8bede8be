import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { type FedDatabase, fedDatabase, fedEntity } from '@/lib/testing/fed-database'
import type { RunId, WorkflowDefinition } from '@/lib/workflows/model'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import { getRun, listWorkflows, retryRun, startWorkflow } from '@/lib/workflows/service'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflow } from './workflow'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const { default: process } = await import('node:process')
  const server = await startFiberyServer()
  Object.assign(process.env, { FIBERY_URL: server.url, FIBERY_TOKEN: 'token' })
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
let database: FedDatabase

function definition(): WorkflowDefinition {
  const found = WORKFLOW_DEFINITIONS.find(({ key }) => key === 'sync-records')
  if (found === undefined) throw new Error('sync-records is not defined')
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

const start = () => startWorkflow(ctx, { key: definition().key, reason: 'to see it work' })

beforeAll(async () => {
  database = fedDatabase(fibery)
  await database.discover()
  await launchWorkflows({ workflows: [{ definition: definition(), workflow }], pollMs: 100 })
})

afterAll(async () => {
  await stopWorkflows()
  await fibery.close()
})

it('brings segments from Fibery, and is started by hand alone on a sample workspace', async () => {
  const own = (await listWorkflows(ctx)).find(({ key }) => key === 'sync-records')
  expect(own?.nextRunAt).toBeNull()
  database.holds(fedEntity('1', 'EX-1'))
  const { runId } = await start()
  await until(runId, 'succeeded')
  expect(await db().processSegment.findMany({ select: { code: true, source: true } })).toEqual([
    { code: 'EX-1', source: 'fibery/process-segments' },
  ])
  const [event] = await db().auditEvent.findMany({ where: { action: 'sync.applied' } })
  expect(event).toMatchObject({ actorId: 'sync-records', actorKind: 'job', requestId: runId })
})

it('that fails to write goes on there when it is retried: all of it or nothing, and Fibery is not asked again', async () => {
  database.holds(fedEntity('1', 'EX-1', { name: 'Renamed' }), fedEntity('2', 'EX-2'))
  await asMigrator(
    `ALTER TABLE sync_reading ADD CONSTRAINT stop CHECK (mapping = '' OR outcome <> 'applied') NOT VALID`,
  )
  const asked = database.pagesAsked()
  const { runId } = await start()
  await until(runId, 'failed')
  const failed = await getRun(ctx, { id: runId })
  expect(failed.steps.map(({ name, state, attempts }) => `${name} ${state} ${attempts}`)).toEqual([
    'read done 1',
    'apply failed 2',
  ])
  expect(await db().processSegment.findMany({ select: { name: true } })).toEqual([{ name: 'Step EX-1' }])
  await asMigrator('ALTER TABLE sync_reading DROP CONSTRAINT stop')
  await retryRun(ctx, { id: runId })
  await until(runId, 'succeeded')
  expect(database.pagesAsked()).toBe(asked + 1)
  expect(await db().processSegment.findMany({ select: { name: true }, orderBy: { code: 'asc' } })).toEqual([
    { name: 'Renamed' },
    { name: 'Step EX-2' },
  ])
})

it('fails with words when nothing of the mapping fits any more', async () => {
  await database.discover((sdl) => sdl.replaceAll('code: String', 'code: RichField'))
  const { runId } = await start()
  await until(runId, 'failed')
  const { failure } = await getRun(ctx, { id: runId })
  expect(failure?.message).toMatch(
    /process-segments: mappings\/process-segments\.yaml: code: “Code” is RichField/,
  )
})
