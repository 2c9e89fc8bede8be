import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Actor, ConditionedRight, Ctx } from '@/lib/access/model'
import { db, pool } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import type { RunId, WorkflowDefinition, WorkflowKey } from './model'
import { launchWorkflows, stopWorkflows } from './runtime'
import {
  cancelRun,
  getEngineState,
  getRun,
  listRuns,
  listWorkflows,
  retryRun,
  startWorkflow,
} from './service'

const { definitions } = vi.hoisted(() => {
  const define = (key: string, more: object) => ({
    key,
    title: `The ${key}`,
    description: key,
    owner: 'Tests',
    tags: ['tested'],
    startRight: null,
    needs: null,
    schedule: { cron: '0 0 1 1 *', timeZone: 'UTC' },
    concurrency: 1,
    maxTakeUps: 10,
    retries: { maxAttempts: 2, intervalSeconds: 0.1, backoffRate: 1, timeoutMs: 10_000 },
    steps: [
      { name: 'first', title: 'First' },
      { name: 'second', title: 'Second' },
    ],
    ...more,
  })
  return {
    definitions: [
      define('two-steps', { startRight: 'refresh:knowledge' }),
      define('gated', {}),
      define('elsewhere', { tags: ['other'] }),
    ],
  }
})
vi.mock('@/workflows/definitions', () => ({ WORKFLOW_DEFINITIONS: definitions }))

const known = definitions as unknown as WorkflowDefinition[]
const key = (name: string) => name as WorkflowKey

// What the workflows touch: a table that is really there or really missing, and a gate that tests open.
const effects = { first: 0, second: 0 }
let openGate: () => void = () => {}
let gate = Promise.resolve()

function actor(...rights: ConditionedRight[]): Actor {
  return { kind: 'user', id: randomUUID(), name: 'Tester', rights }
}

const ctxOf = (who: Actor): Ctx => ({ actor: who, requestId: randomUUID(), now: () => new Date() })
const operator = () => ctxOf(actor({ right: 'read:workflow' }, { right: 'run:workflow' }))
const reader = () => ctxOf(actor({ right: 'read:workflow' }))

function until(runId: RunId, state: string) {
  return expect
    .poll(async () => (await getRun(operator(), { id: runId })).state, { timeout: 15_000, interval: 100 })
    .toBe(state)
}

async function auditOf(action: string, subjectId: string) {
  return await db().auditEvent.findMany({ where: { action, subjectId }, orderBy: { at: 'asc' } })
}

beforeAll(async () => {
  await launchWorkflows({
    workflows: known.map((definition) => ({
      definition,
      workflow: {
        run: async ({ step }) => {
          await step('first', async () => ++effects.first)
          if (definition.key === 'gated') await step('wait', async () => gate)
          await step('second', async () => {
            effects.second += 1
            if (definition.key === 'two-steps') await pool().query('INSERT INTO probe VALUES (1)')
          })
        },
      },
    })),
    timing: { heartbeatMs: 60_000, ttlMs: 15_000 },
    pollMs: 100,
  })
})

afterAll(stopWorkflows)

describe('a run that fails at its second step', () => {
  let runId: RunId

  it('tells the step, the fault in words and the attempts', async () => {
    const started = await startWorkflow(operator(), { key: key('two-steps'), reason: 'to see it fail' })
    runId = started.runId
    await until(runId, 'failed')
    const run = await getRun(operator(), { id: runId })
    expect(run.steps.map(({ name, state, attempts }) => ({ name, state, attempts }))).toEqual([
      { name: 'first', state: 'done', attempts: 1 },
      { name: 'second', state: 'failed', attempts: 2 },
    ])
    expect(run.steps[1]?.failure?.message).toContain('relation "probe" does not exist')
    expect(run.failure?.message).toContain('relation "probe" does not exist')
    expect(run.request).toMatchObject({ reason: 'to see it fail', by: { kind: 'user' } })
    expect(run.may).toEqual({ retry: true, cancel: false })
    expect(effects).toEqual({ first: 1, second: 2 })
  })

  it('is refused to a reader, who may not run workflows, and the refusal is recorded', async () => {
    await expect(retryRun(reader(), { id: runId })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'run:workflow' },
    })
    const refused = await db().auditEvent.findMany({
      where: { action: 'run.retryRequested', subjectId: runId },
    })
    expect(refused.map(({ outcome, subjectKind }) => ({ outcome, subjectKind }))).toEqual([
      { outcome: 'refused', subjectKind: 'run' },
    ])
  })

  it('goes on at the failed step when it is taken up again, and does not repeat the first', async () => {
    await createProbe()
    await retryRun(operator(), { id: runId })
    await until(runId, 'succeeded')
    expect(effects).toEqual({ first: 1, second: 3 })
    const run = await getRun(operator(), { id: runId })
    expect(run.steps.map((step) => step.state)).toEqual(['done', 'done'])
    expect(await auditOf('run.retryRequested', runId)).toMatchObject([
      { outcome: 'refused' },
      { outcome: 'done', changes: { fromStep: { before: null, after: 2 } } },
    ])
  })

  it('cannot be taken up again once it has succeeded', async () => {
    await expect(retryRun(operator(), { id: runId })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { state: 'succeeded' },
    })
  })
})

describe('starting a workflow', () => {
  it('records who asked and why beside the run, and refuses a second run while one is under way', async () => {
    gate = new Promise((resolve) => {
      openGate = resolve
    })
    const ctx = operator()
    const { runId } = await startWorkflow(ctx, { key: key('gated'), reason: 'first of two' })
    expect(await auditOf('workflow.started', 'gated')).toMatchObject([
      {
        actorId: ctx.actor.id,
        outcome: 'done',
        changes: { run: { after: runId }, reason: { after: 'first of two' } },
      },
    ])
    await until(runId, 'running')
    await expect(startWorkflow(operator(), { key: key('gated'), reason: 'second' })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { runId },
    })
    expect(await db().workflowRequest.count({ where: { workflowKey: 'gated' } })).toBe(1)
    openGate()
    await until(runId, 'succeeded')
  })

  it('is one run when two ask at the same moment', async () => {
    gate = new Promise((resolve) => {
      openGate = resolve
    })
    const asked = await Promise.allSettled(
      [1, 2, 3].map((n) => startWorkflow(operator(), { key: key('gated'), reason: `asked by ${n}` })),
    )
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    openGate()
    const [run] = (await listRuns(operator(), { page: 1, workflow: key('gated') })).runs
    await until(run?.id as RunId, 'succeeded')
  })

  it("is allowed by the workflow's own right to one who may not run workflows in general", async () => {
    const ctx = ctxOf(actor({ right: 'refresh:knowledge' }))
    const { runId } = await startWorkflow(ctx, { key: key('two-steps'), reason: 'by its own right' })
    await until(runId, 'succeeded')
    await expect(startWorkflow(ctx, { key: key('gated'), reason: 'not this one' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('is refused to one without the right, recorded, and leaves no run', async () => {
    const before = await db().workflowRequest.count()
    await expect(
      startWorkflow(reader(), { key: key('elsewhere'), reason: 'no right' }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await db().workflowRequest.count()).toBe(before)
    expect(await auditOf('workflow.started', 'elsewhere')).toHaveLength(1)
  })

  it('does not reach a workflow outside the tags of the right, nor its runs', async () => {
    const condition = { kind: 'tag' as const, in: ['tested'] }
    const held = ctxOf(actor({ right: 'read:workflow', condition }, { right: 'run:workflow', condition }))
    const { runId } = await startWorkflow(operator(), { key: key('elsewhere'), reason: 'of another tag' })
    await until(runId, 'succeeded')
    await expect(
      startWorkflow(held, { key: key('elsewhere'), reason: 'out of reach' }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await auditOf('workflow.started', 'elsewhere')).toMatchObject([
      { outcome: 'refused' },
      { outcome: 'done' },
      { outcome: 'refused' },
    ])
    await expect(getRun(held, { id: runId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(cancelRun(held, { id: runId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const action of ['run.read', 'run.cancelRequested']) {
      expect(await auditOf(action, runId)).toMatchObject([{ outcome: 'refused', actorId: held.actor.id }])
    }
    const keys = (await listRuns(held, { page: 1 })).runs.map((run) => run.workflowKey)
    expect(keys).not.toContain('elsewhere')
    expect((await listWorkflows(held)).map((workflow) => workflow.key)).toEqual(['two-steps', 'gated'])
  })
})

describe('cancelling a run', () => {
  it('ends it before its next step; taken up again it goes on after the last step that ended', async () => {
    gate = new Promise((resolve) => {
      openGate = resolve
    })
    const { runId } = await startWorkflow(operator(), { key: key('gated'), reason: 'to be cancelled' })
    await expect.poll(async () => (await getRun(operator(), { id: runId })).steps[0]?.state).toBe('done')
    const [first, second] = [effects.first, effects.second]
    await cancelRun(operator(), { id: runId })
    openGate()
    await until(runId, 'cancelled')
    expect(await auditOf('run.cancelRequested', runId)).toHaveLength(1)
    expect(effects).toEqual({ first, second })
    await expect(cancelRun(operator(), { id: runId })).rejects.toMatchObject({ code: 'CONFLICT' })

    await retryRun(operator(), { id: runId })
    await until(runId, 'succeeded')
    expect(effects).toEqual({ first, second: second + 1 })
  })
})

describe('reading workflows', () => {
  it('shows each with its last run, its next firing and whether the reader may start it', async () => {
    const [workflow] = await listWorkflows(reader())
    expect(workflow).toMatchObject({
      key: 'two-steps',
      mayStart: false,
      active: false,
      lastRun: { state: 'succeeded' },
    })
    expect(workflow?.nextRunAt?.toISOString()).toMatch(/-01-01T00:00:00/)
    expect((await listWorkflows(operator()))[0]).toMatchObject({ mayStart: true, lacks: null })
  })

  it('says how many runs there are of a state', async () => {
    const all = await listRuns(reader(), { page: 1 })
    expect(all.total).toBe(all.runs.length)
    expect(await listRuns(reader(), { page: 1, state: 'failed' })).toMatchObject({ total: 0, runs: [] })
  })

  it('is refused without the right', async () => {
    const nobody = ctxOf(actor({ right: 'read:product' }))
    for (const ask of [listWorkflows, getEngineState]) {
      await expect(ask(nobody)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    await expect(listRuns(nobody, { page: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('knows whether anybody takes up runs', async () => {
    expect(await getEngineState(reader())).toEqual({ launched: true, liveExecutors: 1 })
  })

  it('answers NOT_FOUND for a run that does not exist', async () => {
    await expect(getRun(reader(), { id: randomUUID() as RunId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

/** As the migrator: the portal's role may not make tables. */
async function createProbe(): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: env().DATABASE_MIGRATOR_URL })
  await client.connect()
  await client.query('CREATE TABLE probe (id int)')
  await client.end()
}
