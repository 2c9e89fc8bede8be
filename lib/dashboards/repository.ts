import type { Prisma } from '@/generated/prisma/client'
import type { Scope } from '@/lib/access/model'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { Dashboard, DashboardSlug } from './model'

const MAX_DASHBOARDS = 500

/** Published dashboards that the scope reaches, by title. Dashboards are held to tags alone. */
export async function listPublished(scope: Scope): Promise<Dashboard[]> {
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

function withinScope(scope: Scope): Prisma.DashboardWhereInput {
  if (scope.reach === 'all') return {}
  return { tags: { hasSome: scope.reach === 'none' ? [] : [...scope.tags] } }
}
