import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf, personWith, reader } from '@/lib/testing/knowledge'
import { hearFiberyWebhook } from '../routes'
import { hearWebhook, settleSignals } from './hear-webhook'

const SECRET = vi.hoisted(() => {
  const secret = 'w'.repeat(40)
  process.env.FIBERY_URL = 'http://127.0.0.1:1'
  process.env.FIBERY_TOKEN = 'token'
  process.env.FIBERY_WEBHOOK_SECRET = secret
  return secret
})

const hearer = () => personWith('refresh:knowledge')

async function queued(): Promise<number> {
  return await db().workflowRequest.count({ where: { workflowKey: 'refresh-knowledge' } })
}

function call(search: string): Promise<Response> {
  const address = `http://localhost:3000/api/webhooks/fibery${search}`
  return hearFiberyWebhook(new Request(address, { method: 'POST', body: 'not even JSON' }))
}

beforeEach(async () => {
  await db().$executeRaw`DELETE FROM dbos.workflow_status`
  await db().workflowRequest.deleteMany()
  await db().kbSignal.deleteMany()
})

describe('a change that Fibery tells of', () => {
  it('queues one run, with its audit row; what is told while it waits joins it, from all replicas', async () => {
    const ctx = hearer()
    const first = await hearWebhook(ctx)
    expect(first.state).toBe('queued')
    const more = await Promise.all([1, 2, 3, 4, 5].map(() => hearWebhook(hearer())))
    expect(more).toEqual(more.map(() => ({ state: 'joined', runId: first.runId })))
    expect(await queued()).toBe(1)
    expect(await auditOf(ctx)).toEqual([
      { action: 'workflow.started', outcome: 'done', subjectKind: 'workflow' },
    ])
  })

  it('twenty at the same moment queue one', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => hearWebhook(hearer())))
    expect(all.filter(({ state }) => state === 'queued')).toHaveLength(1)
    expect(await queued()).toBe(1)
  })

  it('needs the right, and the refusal is recorded', async () => {
    const ctx = reader()
    await expect(hearWebhook(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await queued()).toBe(0)
    expect((await auditOf(ctx))[0]).toMatchObject({ outcome: 'refused' })
  })

  it('what is told after the run began to ask needs another one', async () => {
    const { runId } = await hearWebhook(hearer())
    await settleSignals(runId, { quietMs: 0 })
    const after = await hearWebhook(hearer())
    expect(after.state).toBe('queued')
    expect(await queued()).toBe(2)
  })

  it('a waiting run that was cancelled, or died for good, is not waited for', async () => {
    const { runId } = await hearWebhook(hearer())
    await db()
      .$executeRaw`UPDATE dbos.workflow_status SET status = 'CANCELLED' WHERE workflow_uuid = ${runId}`
    await expect(hearWebhook(hearer())).resolves.toMatchObject({ state: 'queued' })
  })
})

describe('before a run asks', () => {
  it('one that a webhook queued waits until it is quiet, but no longer than it may', async () => {
    const { runId } = await hearWebhook(hearer())
    let begun = false
    const settling = settleSignals(runId, { quietMs: 60_000, mostMs: 300 }).then(() => {
      begun = true
    })
    await hearWebhook(hearer())
    expect(begun).toBe(false)
    await settling
    expect(begun).toBe(true)
  })

  it('any other run goes on at once, and leaves the waiting one as it is', async () => {
    const { runId } = await hearWebhook(hearer())
    await settleSignals(randomUUID(), { quietMs: 60_000, mostMs: 60_000 })
    await expect(hearWebhook(hearer())).resolves.toEqual({ state: 'joined', runId })
  })

  it('a step that is done again does not wait again', async () => {
    const { runId } = await hearWebhook(hearer())
    await settleSignals(runId, { quietMs: 0 })
    await settleSignals(runId, { quietMs: 60_000, mostMs: 60_000 })
  })
})

describe('the address', () => {
  it('with the secret: 202, and a run is queued, whatever the body is', async () => {
    expect((await call(`?secret=${SECRET}`)).status).toBe(202)
    expect(await queued()).toBe(1)
    expect((await call(`?secret=${SECRET}`)).status).toBe(202)
    expect(await queued()).toBe(1)
  })

  it.each(['', '?secret=', '?secret=wrong', `?secret=${SECRET.slice(1)}`, `?Secret=${SECRET}`])(
    'with %j: as if there were no such address, and nothing happens',
    async (search) => {
      const response = await call(search)
      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain(SECRET)
      expect(await queued()).toBe(0)
    },
  )

  it('who does not know the secret leaves one row in the audit record, however often', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await call('?secret=wrong')
    const where = { actorKind: 'anonymous', action: 'knowledge.webhookCalled' }
    expect(await db().auditEvent.count({ where })).toBe(1)
  })
})
