import type { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Examination, Finding } from '../leaks'

/** Keeps what was found of a Superset, over what was found of it before. */
export async function saveExamination(tx: Tx, { target, at, findings }: Examination): Promise<void> {
  const data = { examinedAt: at, findings: findings as unknown as Prisma.InputJsonValue }
  await tx.supersetExamination.upsert({ where: { target }, create: { target, ...data }, update: data })
}

/** `findings` is written here and by nothing else. */
export async function findExamination(target: string): Promise<Examination | null> {
  const row = await withDatabaseErrors(() => db().supersetExamination.findUnique({ where: { target } }))
  return row === null ? null : { target, at: row.examinedAt, findings: row.findings as unknown as Finding[] }
}
