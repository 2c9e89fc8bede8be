import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct } from '@/lib/testing/products'
import type { RunId, WorkflowDefinition } from '@/lib/workflows/model'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import { getRun, startWorkflow } from '@/lib/workflows/service'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflow } from './workflow'

// The environment is read once, so what is allowed must stand before anything is imported.
const server = await vi.hoisted(async () => {
  const { startHttpServer } = await import('@/lib/testing/http-server')
  const { default: process } = await import('node:process')
  const started = await startHttpServer(({ url }, response) => {
    response.writeHead(url === '/gone' ? 404 : 200)
    response.end()
  })
  Object.assign(process.env, { LINK_CHECK_ALLOW_HOSTS: new URL(started.url).host })
  return started
})

/** May start it by the right that its configuration names, and look. */
const ctx: Ctx = {
  actor: {
    kind: 'cli',
    id: 'cli:test',
    name: 'Test',
    rights: [{ right: 'read:workflow' }, { right: 'check:connection' }],
  },
  requestId: randomUUID(),
  now: () => new Date(),
}

function definition(): WorkflowDefinition {
  const found = WORKFLOW_DEFINITIONS.find(({ key }) => key === 'check-links')
  if (found === undefined) throw new Error('check-links is not defined')
  return found
}

beforeAll(async () => {
  const at = (path: string) => ({ type: 'other', label: path, url: `${server.url}${path}` })
  await addProduct('L-1', 'One', { links: [at('/good'), at('/gone')] })
  await launchWorkflows({ workflows: [{ definition: definition(), workflow }], pollMs: 100 })
})

afterAll(async () => {
  await stopWorkflows()
  await server.close()
})

it('finds the links, asks them a second apart, and puts what came of it into the audit record', async () => {
  const { runId } = await startWorkflow(ctx, { key: definition().key, reason: 'to see it work' })
  await expect
    .poll(async () => (await getRun(ctx, { id: runId as RunId })).state, { timeout: 20_000, interval: 100 })
    .toBe('succeeded')
  const run = await getRun(ctx, { id: runId as RunId })
  expect(run.steps.map(({ name, state, attempts }) => `${name} ${state} ${attempts}`)).toEqual([
    'collect done 1',
    'ask done 1',
    'tell done 1',
  ])
  // `/gone` is asked twice: with HEAD, and with GET.
  const at = server.heard.map((one) => one.at)
  expect(server.heard.map(({ url }) => url).sort()).toEqual(['/gone', '/gone', '/good'])
  for (const [n, later] of at.slice(1).entries()) expect(later - (at[n] ?? 0)).toBeGreaterThan(900)
  const links = await db().checkedLink.findMany({ orderBy: { url: 'asc' } })
  expect(links.map(({ finding, failures }) => `${finding} ${failures}`)).toEqual(['gone 1', 'works 0'])
  expect(await auditOf('*', 'links.checked')).toEqual([
    expect.objectContaining({ actorId: 'check-links', outcome: 'done' }),
  ])
})
