import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx } from '@/lib/access/model'
import type { RunDetail, RunId, WorkflowKey } from '@/lib/workflows/model'
import { getRun, retryRun, startWorkflow } from '@/lib/workflows/service'
import type { Scene } from './workflow-scene'

const ctx: Ctx = {
  actor: {
    kind: 'cli',
    id: 'cli:crash',
    name: 'Crash test',
    rights: [{ right: 'read:workflow' }, { right: 'run:workflow' }],
  },
  requestId: randomUUID(),
  now: () => new Date(),
}

export async function startRun(reason: string): Promise<RunId> {
  const { runId } = await startWorkflow(ctx, { key: 'refresh-knowledge' as WorkflowKey, reason })
  return runId
}

export async function retry(id: RunId): Promise<void> {
  await retryRun(ctx, { id })
}

export async function look(id: RunId): Promise<RunDetail> {
  return await getRun(ctx, { id })
}

const DEADLINE_MS = 120_000

/** The run once it is as asked for. @throws after two minutes, telling how it stands instead. */
export async function until(id: RunId, what: string, isSo: (run: RunDetail) => boolean): Promise<RunDetail> {
  const ends = Date.now() + DEADLINE_MS
  let run = await look(id)
  while (!isSo(run)) {
    if (Date.now() > ends) {
      const steps = run.steps.map((step) => `${step.name} ${step.state}`).join(', ')
      throw new Error(
        `waited in vain until ${what}: the run is ${run.state} (${steps}) ${run.failure?.message}`,
      )
    }
    await sleep(100)
    run = await look(id)
  }
  return run
}

export const succeeded = (id: RunId) => until(id, 'it succeeds', (run) => run.state === 'succeeded')

/** In its second step, with the first one's answer stored. */
export const publishing = (id: RunId) =>
  until(id, 'it publishes', (run) => run.steps[0]?.state === 'done' && run.steps[1]?.state === 'running')

/** Keeps publishing from going on until `release`: a lock on a table that it writes, as a long report may hold it. */
export async function blockPublishing({ migrator }: Scene): Promise<{ release: () => Promise<void> }> {
  await migrator.query('BEGIN')
  await migrator.query('LOCK TABLE kb_field IN ACCESS EXCLUSIVE MODE')
  return { release: async () => void (await migrator.query('COMMIT')) }
}

/** How often each run's discovery was published: what the audit record and the table say. */
export async function publications({ migrator }: Scene): Promise<number> {
  const { rows } = await migrator.query<{ count: string }>(
    `SELECT count(*) AS count FROM kb_discovery WHERE outcome = 'published'`,
  )
  return Number(rows[0]?.count)
}
