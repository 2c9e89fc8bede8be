import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { spaceWithEntities } from '@/lib/testing/fibery-entities'
import { auditOf, spaceSdl } from '@/lib/testing/knowledge'
import type { RunId } from '@/lib/workflows/model'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import { getRun, startWorkflow } from '@/lib/workflows/service'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflow as refreshKnowledge } from '../refresh-knowledge/workflow'
import { workflow } from './workflow'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const { default: process } = await import('node:process')
  const server = await startFiberyServer()
  Object.assign(process.env, { FIBERY_URL: server.url, FIBERY_TOKEN: 'token', FIBERY_SPACES: 'Things' })
  return server
})

function definition(key: string) {
  const found = WORKFLOW_DEFINITIONS.find((one) => one.key === key)
  if (found === undefined) throw new Error(`${key} is not defined`)
  return found
}

const personWho = (...rights: Ctx['actor']['rights'][number]['right'][]): Ctx => ({
  actor: { kind: 'user', id: randomUUID(), name: 'Test', rights: rights.map((right) => ({ right })) },
  requestId: randomUUID(),
  now: () => new Date(),
})
const key = definition('refresh-entities').key
const crate = { id: 'a', publicId: '1', name: 'Crate' }

beforeAll(async () => {
  const sdl = spaceSdl('Things', { Crate: 'publicId: String name: String' })
  fibery.space('Things', spaceWithEntities(sdl, { findCrates: [crate] }))
  await launchWorkflows({
    workflows: [
      { definition: definition('refresh-knowledge'), workflow: refreshKnowledge },
      { definition: definition('refresh-entities'), workflow },
    ],
    pollMs: 100,
  })
})

afterAll(async () => {
  await stopWorkflows()
  await fibery.close()
})

it('follows each refresh of the spaces by itself', async () => {
  await expect.poll(() => db().kbEntity.count(), { timeout: 20_000, interval: 100 }).toBe(1)
  const [request] = await db().workflowRequest.findMany({ where: { workflowKey: key } })
  expect(request?.reason).toBe('The databases were read before.')
  const audited = await db().auditEvent.findMany({ where: { subjectId: key }, select: { action: true } })
  expect(audited).toEqual([{ action: 'workflow.started' }])
})

it('is started by those who may refresh the knowledge base, and by nobody who may only read it', async () => {
  const reader = personWho('read:knowledge', 'read:workflow')
  await expect(startWorkflow(reader, { key, reason: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await auditOf(reader)).map(({ outcome }) => outcome)).toEqual(['refused'])
  await expect
    .poll(() => db().kbEntityReading.count({ where: { endedAt: { not: null } } }), { timeout: 20_000 })
    .toBe(1)
  crate.name = 'Box'
  const ctx = personWho('refresh:knowledge', 'read:workflow')
  const runId = await expect
    .poll(
      () =>
        startWorkflow(ctx, { key, reason: 'x' }).then(
          ({ runId: id }) => id,
          () => null,
        ),
      { timeout: 20_000 },
    )
    .not.toBeNull()
    .then(
      async () => (await db().workflowRequest.findFirstOrThrow({ where: { actorId: ctx.actor.id } })).runId,
    )
  await expect
    .poll(async () => (await getRun(ctx, { id: runId as RunId })).state, { timeout: 20_000, interval: 100 })
    .toBe('succeeded')
  expect((await db().kbEntity.findFirst())?.title).toBe('Box')
})
