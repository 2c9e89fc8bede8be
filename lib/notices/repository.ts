import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Notice, NoticeId, NoticeKind } from './model'

export type NewNotice = {
  kind: NoticeKind
  subject: { kind: string; id: string }
  words: string
  fromId: string | null
  at: Date
}

export async function insertNotices(tx: Tx, to: readonly string[], notice: NewNotice): Promise<void> {
  const { subject, ...fields } = notice
  await tx.notice.createMany({
    data: to.map((userId) => ({ ...fields, userId, subjectKind: subject.kind, subjectId: subject.id })),
  })
}

/** The newest notices of a person. */
export async function listNotices(userId: string, limit: number): Promise<Notice[]> {
  const rows = await withDatabaseErrors(() =>
    db().notice.findMany({
      where: { userId },
      select: {
        id: true,
        kind: true,
        subjectKind: true,
        subjectId: true,
        words: true,
        from: { select: { name: true } },
        at: true,
        readAt: true,
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit,
    }),
  )
  return rows.map(({ subjectKind, subjectId, from, ...row }) => ({
    ...row,
    id: row.id as NoticeId,
    kind: row.kind as NoticeKind,
    subject: { kind: subjectKind, id: subjectId },
    from: from?.name ?? null,
  }))
}

/** Marks what came no later than `until` as read. */
export async function markRead(userId: string, until: Date, now: Date): Promise<void> {
  await withDatabaseErrors(() =>
    db().notice.updateMany({ where: { userId, readAt: null, at: { lte: until } }, data: { readAt: now } }),
  )
}

/** What a person was told and read longer ago than `before` goes. */
export async function deleteRead(userId: string, before: Date): Promise<void> {
  await withDatabaseErrors(() => db().notice.deleteMany({ where: { userId, readAt: { lt: before } } }))
}
