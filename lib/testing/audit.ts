import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Actor, Ctx } from '@/lib/access/model'
import { deriveAuditKeys } from '@/lib/audit/canonical'
import { type SealDeps, sealRecord } from '@/lib/audit/sealing'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'

/** A person without rights, at a fixed moment. */
export function ctxOf(actor: Partial<Actor> = {}): Ctx {
  return {
    actor: { kind: 'user', id: randomUUID(), name: 'Test Person', rights: [], ...actor },
    requestId: randomUUID(),
    now: () => new Date('2026-02-03T04:05:06.789Z'),
  }
}

/** A folder for checkpoints and what sealing needs. */
export async function sealDepsForTest(): Promise<SealDeps> {
  return {
    keys: deriveAuditKeys(env().PERGOLA_AUDIT_KEY),
    folder: await mkdtemp(join(env().PERGOLA_DATA_DIR, 'audit-')),
    database: `test/${randomUUID()}`,
    now: () => new Date(),
  }
}

/** Events named `e-1`, `e-2` …, each in a transaction of its own. */
export async function recordSome(count: number, ctx: Ctx = ctxOf()): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    await inTransaction((tx) =>
      recordChange(tx, ctx, {
        action: 'product.updated',
        subject: { kind: 'product', id: `e-${index}` },
        changes: { price: { before: index, after: index + 0.5 } },
        personal: { note: `for ${index}` },
      }),
    )
  }
}

/**
 * Seals until as many events as told have been sealed. A transaction in any database of the server holds the horizon
 * back, that of another test too: so it may take more than one pass.
 */
export async function sealUntil(deps: SealDeps, count: number): Promise<void> {
  const deadline = Date.now() + 20_000
  for (let sealed = 0; sealed < count; ) {
    sealed += (await sealRecord(deps)).sealed
    if (sealed > count) throw new Error(`${sealed} events were sealed, not ${count}`)
    if (Date.now() > deadline) throw new Error(`only ${sealed} of ${count} events were sealed`)
    if (sealed < count) await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The database owner with every power and no trigger or constraint in the way. */
export async function asIntruder<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL })
  await client.connect()
  try {
    await client.query('SET session_replication_role = replica')
    return await work(client)
  } finally {
    await client.end()
  }
}

/** An empty record again. */
export async function wipeRecord(): Promise<void> {
  await asIntruder((client) =>
    client.query('DELETE FROM audit_seal; DELETE FROM audit_personal; DELETE FROM audit_event'),
  )
}
