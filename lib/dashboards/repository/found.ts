import type { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { AllowedFilter, Dataset, FoundDashboard } from '../model'

const MAX_FOUND = 2_000

/** As it is stored: its page as a path of whatever Superset is configured. */
export type FoundRow = Omit<FoundDashboard, 'href'> & { path: string; firstSeenAt: Date }

type Stored = Prisma.FoundDashboardGetPayload<Record<never, never>>

/** The two lists are written here and by nothing else. */
function toFound({ filters, datasets, ...row }: Stored): FoundRow {
  return {
    ...row,
    filters: filters as unknown as AllowedFilter[],
    datasets: datasets as unknown as Dataset[],
  }
}

/** By title, tombstones among them. */
export async function listFound(tx?: Tx): Promise<FoundRow[]> {
  const rows = await withDatabaseErrors(() =>
    (tx ?? db()).foundDashboard.findMany({
      orderBy: [{ title: 'asc' }, { upstreamId: 'asc' }],
      take: MAX_FOUND,
    }),
  )
  return rows.map(toFound)
}

export async function findFound(upstreamId: string): Promise<FoundRow | null> {
  const row = await withDatabaseErrors(() => db().foundDashboard.findUnique({ where: { upstreamId } }))
  return row === null ? null : toFound(row)
}

/** Writes what was found over what was known, and makes a tombstone of what was not. */
export async function saveFound(tx: Tx, found: readonly FoundRow[], at: Date): Promise<void> {
  const rows = found.map((one) => ({
    upstream_id: one.upstreamId,
    number: one.number,
    title: one.title,
    slug: one.slug,
    path: one.path,
    draft: one.draft,
    owners: one.owners,
    filters: one.filters,
    datasets: one.datasets,
    failure_code: one.failureCode,
    changed_at: one.changedAt,
    as_of: one.asOf,
    first_seen_at: one.firstSeenAt,
  }))
  await tx.$executeRaw`
    INSERT INTO found_dashboard (upstream_id, number, title, slug, path, draft, owners, filters, datasets, failure_code,
      changed_at, as_of, first_seen_at)
    SELECT r.upstream_id, r.number, r.title, r.slug, r.path, r.draft, ARRAY(SELECT jsonb_array_elements_text(r.owners)),
      r.filters, r.datasets, r.failure_code, r.changed_at, r.as_of, r.first_seen_at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (
      upstream_id text, number integer, title text, slug text, path text, draft boolean, owners jsonb, filters jsonb,
      datasets jsonb, failure_code text, changed_at timestamptz, as_of timestamptz, first_seen_at timestamptz
    )
    ON CONFLICT (upstream_id) DO UPDATE SET number = excluded.number, title = excluded.title, slug = excluded.slug,
      path = excluded.path, draft = excluded.draft, owners = excluded.owners, filters = excluded.filters,
      datasets = excluded.datasets, failure_code = excluded.failure_code, changed_at = excluded.changed_at,
      as_of = excluded.as_of, gone_at = NULL`
  const ids = found.map(({ upstreamId }) => upstreamId)
  await tx.foundDashboard.updateMany({
    where: { upstreamId: { notIn: ids }, goneAt: null },
    data: { goneAt: at },
  })
}

export type ToldOf = { id: string; upstreamId: string; title: string; ownerId: string | null }

/** Published dashboards whose tombstone is to be set, and those whose is to be taken away. */
export async function listTurned(
  tx: Tx,
  ids: readonly string[],
): Promise<{ gone: ToldOf[]; returned: ToldOf[] }> {
  const select = { id: true, upstreamId: true, title: true, ownerId: true } as const
  const all = { select, orderBy: { title: 'asc' }, take: MAX_FOUND } as const
  const upstreamId = { in: [...ids] }
  const gone = await tx.dashboard.findMany({ where: { NOT: { upstreamId }, goneAt: null }, ...all })
  const returned = await tx.dashboard.findMany({ where: { upstreamId, goneAt: { not: null } }, ...all })
  return { gone, returned }
}

/** How old the publications are from now on, and which of them are gone. */
export async function markPublications(
  tx: Tx,
  { ids, gone, asOf }: { ids: readonly string[]; gone: readonly string[]; asOf: Date },
): Promise<void> {
  await tx.dashboard.updateMany({ where: { upstreamId: { in: [...ids] } }, data: { asOf, goneAt: null } })
  await tx.dashboard.updateMany({ where: { id: { in: [...gone] } }, data: { goneAt: asOf } })
}

/** The id by which one is framed now; null: embedding is off. */
export async function saveEmbedded(tx: Tx, upstreamId: string, embeddedId: string | null): Promise<void> {
  await tx.dashboard.updateMany({
    where: { upstreamId, OR: [{ embeddedId: { not: embeddedId } }, { embeddedId: null }] },
    data: { embeddedId },
  })
}
