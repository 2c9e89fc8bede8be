import type { Prisma } from '@/generated/prisma/client'
import type { HeldScope } from '@/lib/access/service'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { Dashboard, DashboardSlug } from './model'

const MAX_DASHBOARDS = 500

/** Published dashboards that the scope reaches, by title. Dashboards are held to tags alone. */
export async function listPublished(scope: HeldScope): Promise<Dashboard[]> {
  const rows = await withDatabaseErrors(() =>
    db().dashboard.findMany({
      where: { publishedAt: { not: null }, ...withinScope(scope) },
      select: { slug: true, title: true, description: true, tags: true, asOf: true, goneAt: true },
      orderBy: [{ title: 'asc' }, { slug: 'asc' }],
      take: MAX_DASHBOARDS,
    }),
  )
  return rows.map((row) => ({ ...row, slug: row.slug as DashboardSlug }))
}

function withinScope(scope: HeldScope): Prisma.DashboardWhereInput {
  return scope.reach === 'all' ? {} : { tags: { hasSome: [...scope.tags] } }
}
