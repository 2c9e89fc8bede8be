import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { StoredStatus } from './model'

export async function listStatuses(): Promise<StoredStatus[]> {
  return await withDatabaseErrors(() =>
    db().connectionStatus.findMany({ orderBy: { system: 'asc' }, take: 50 }),
  )
}

export type SuccessRow = { system: string; target: string; at: Date; latencyMs: number }

/** What was learnt of another target before is forgotten with it. */
export async function saveSuccess(tx: Tx, { system, target, at, latencyMs }: SuccessRow): Promise<void> {
  await forgetOtherTarget(tx, system, target)
  const learnt = { target, lastSuccessAt: at, latencyMs }
  await tx.connectionStatus.upsert({ where: { system }, create: { system, ...learnt }, update: learnt })
}

export type FailureRow = { system: string; target: string; at: Date; code: string; detail: string }

export async function saveFailure(tx: Tx, { system, target, at, code, detail }: FailureRow): Promise<void> {
  await forgetOtherTarget(tx, system, target)
  const learnt = { target, lastFailureAt: at, failureCode: code, failureDetail: detail }
  await tx.connectionStatus.upsert({ where: { system }, create: { system, ...learnt }, update: learnt })
}

async function forgetOtherTarget(tx: Tx, system: string, target: string): Promise<void> {
  await tx.connectionStatus.deleteMany({ where: { system, NOT: { target } } })
}
