import { db, inTransaction, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { SpaceContent } from '../discovery'
import type { KbChange } from '../discovery-diff'
import { LEASE_MS } from './spaces'

export type Outcome = 'running' | 'fetched' | 'published' | 'superseded' | 'failed'

export type DiscoveryRow = {
  id: string
  spaceId: string
  spaceName: string
  startedAt: Date
  outcome: Outcome
  claimant: string
  failureCode: string | null
  failureDetail: string | null
  content: SpaceContent | null
  changeCount: number
}

/** What a discovery changed. `first`: the beginning of a space; its databases are no changes. */
export type StoredDiff = { first: boolean; changes: KbChange[] }

const DISCOVERY = {
  id: true,
  spaceId: true,
  space: { select: { name: true } },
  startedAt: true,
  outcome: true,
  claimant: true,
  failureCode: true,
  failureDetail: true,
  content: true,
  changeCount: true,
} as const

type Found = Omit<DiscoveryRow, 'spaceName' | 'outcome' | 'content'> & {
  space: { name: string }
  outcome: string
  content: unknown
}

/** `outcome` is held by a check of the database; `content` is written here and by nothing else. */
function toDiscovery({ space, ...row }: Found): DiscoveryRow {
  return {
    ...row,
    spaceName: space.name,
    outcome: row.outcome as Outcome,
    content: row.content as SpaceContent | null,
  }
}

export async function findDiscovery(id: string, tx?: Tx): Promise<DiscoveryRow | null> {
  const row = await withDatabaseErrors(() =>
    (tx ?? db()).kbDiscovery.findUnique({ where: { id }, select: DISCOVERY }),
  )
  return row === null ? null : toDiscovery(row)
}

/** What is in force of a space; null before its first discovery. */
export async function findCurrentContent(spaceId: string): Promise<SpaceContent | null> {
  const row = await withDatabaseErrors(() =>
    db().kbSpace.findUnique({ where: { id: spaceId }, select: { currentDiscoveryId: true } }),
  )
  const currentId = row?.currentDiscoveryId ?? null
  return currentId === null ? null : ((await findDiscovery(currentId))?.content ?? null)
}

/** The space's row, locked until the transaction ends. null: there is no such space. */
export async function lockSpace(
  tx: Tx,
  where: { name: string } | { id: string },
): Promise<{ id: string; currentDiscoveryId: string | null; currentStartedAt: Date | null } | null> {
  const space = await tx.kbSpace.findUnique({ where: where as { id: string }, select: { id: true } })
  if (space === null) return null
  await tx.$queryRaw`SELECT id::text FROM kb_space WHERE id = ${space.id}::uuid FOR UPDATE`
  return await tx.kbSpace.findUnique({
    where: { id: space.id },
    select: { id: true, currentDiscoveryId: true, currentStartedAt: true },
  })
}

/** The database's clock: replicas' own may differ, and the order of beginnings decides what is in force. */
async function databaseNow(tx: Tx): Promise<Date> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  return rows[0]?.now ?? new Date()
}

export type Claim = { mine: boolean; discovery: DiscoveryRow }

/**
 * Begins a discovery of a space, unless one is under way: then that one is answered (`mine` when it is the claimant's
 * own, taken up again). One that has been under way for longer than the lease has died and is put down as failed.
 */
export async function claimDiscovery(spaceName: string, claimant: string): Promise<Claim | null> {
  return await inTransaction(async (tx) => {
    const space = await lockSpace(tx, { name: spaceName })
    if (space === null) return null
    const now = await databaseNow(tx)
    const lapsed = new Date(now.getTime() - LEASE_MS)
    const open = { spaceId: space.id, outcome: { in: ['running', 'fetched'] } }
    const own = await tx.kbDiscovery.findFirst({
      where: { ...open, claimant },
      select: DISCOVERY,
      orderBy: { startedAt: 'desc' },
    })
    if (own !== null) return { mine: true, discovery: toDiscovery(own) }
    const other = await tx.kbDiscovery.findFirst({
      where: { ...open, startedAt: { gt: lapsed } },
      select: DISCOVERY,
      orderBy: { startedAt: 'desc' },
    })
    if (other !== null) return { mine: false, discovery: toDiscovery(other) }
    await tx.kbDiscovery.updateMany({
      where: { spaceId: space.id, outcome: 'running', startedAt: { lte: lapsed } },
      data: { outcome: 'failed', finishedAt: now, failureCode: 'ABANDONED', failureDetail: 'its run died' },
    })
    const data = { spaceId: space.id, startedAt: now, outcome: 'running', claimant }
    const discovery = await tx.kbDiscovery.create({ data, select: DISCOVERY })
    return { mine: true, discovery: toDiscovery(discovery) }
  })
}

/** Keeps what was found, whole and not yet in force. */
export async function saveFetched(id: string, content: SpaceContent): Promise<void> {
  // One that was given up meanwhile is whole all the same: publishing decides by its beginning. Past Prisma, which would
  // walk through a document of a megabyte while readers wait.
  await withDatabaseErrors(
    () => db().$executeRaw`
      UPDATE kb_discovery SET outcome = 'fetched', content = ${JSON.stringify(content)}::jsonb, failure_code = NULL,
        failure_detail = NULL, finished_at = NULL
      WHERE id = ${id}::uuid AND (outcome = 'running' OR (outcome = 'failed' AND failure_code = 'ABANDONED'))`,
  )
}

/** Puts a discovery down as failed; the space tells of it unless a later one is in force already. */
export async function saveFailed(
  discovery: { id: string; spaceId: string; startedAt: Date },
  failure: { code: string; detail: string },
): Promise<void> {
  const { code, detail } = failure
  await inTransaction(async (tx) => {
    const space = await lockSpace(tx, { id: discovery.spaceId })
    const now = await databaseNow(tx)
    await tx.kbDiscovery.updateMany({
      where: { id: discovery.id, outcome: 'running' },
      data: { outcome: 'failed', finishedAt: now, failureCode: code, failureDetail: detail },
    })
    if (space?.currentStartedAt != null && space.currentStartedAt >= discovery.startedAt) return
    await tx.kbSpace.update({
      where: { id: discovery.spaceId },
      data: { lastFailureAt: now, lastFailureCode: code, lastFailureDetail: detail },
    })
  })
}

export async function saveSuperseded(tx: Tx, id: string): Promise<void> {
  const finishedAt = await databaseNow(tx)
  await tx.kbDiscovery.update({ where: { id }, data: { outcome: 'superseded', finishedAt } })
}

/** Moves the pointer. A failure of an attempt that began after this one stays told. */
export async function savePublished(
  tx: Tx,
  discovery: DiscoveryRow,
  { diff, changeCount }: { diff: StoredDiff; changeCount: number },
): Promise<void> {
  const { id, spaceId, startedAt } = discovery
  await tx.kbDiscovery.update({
    where: { id },
    data: { outcome: 'published', finishedAt: await databaseNow(tx), diff, changeCount },
  })
  await tx.kbSpace.update({
    where: { id: spaceId },
    data: {
      currentDiscoveryId: id,
      currentStartedAt: startedAt,
      asOf: startedAt,
      origin: discovery.content?.origin ?? 'introspection',
    },
  })
  await tx.kbSpace.updateMany({
    where: { id: spaceId, lastFailureAt: { lte: startedAt } },
    data: { lastFailureAt: null, lastFailureCode: null, lastFailureDetail: null },
  })
}

const KEEP_UNCHANGED_DAYS = 30

/** Discoveries that changed nothing, and those never in force, are kept for a month; the others for good. */
export async function pruneDiscoveries(tx: Tx, spaceId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM kb_discovery WHERE id IN (
      SELECT d.id FROM kb_discovery d JOIN kb_space s ON s.id = d.space_id
      WHERE d.space_id = ${spaceId}::uuid AND d.change_count = 0 AND d.id IS DISTINCT FROM s.current_discovery_id
        AND d.started_at < clock_timestamp() - ${KEEP_UNCHANGED_DAYS} * interval '1 day'
      ORDER BY d.started_at LIMIT 1000
    )`
}
