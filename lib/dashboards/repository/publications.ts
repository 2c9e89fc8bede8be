import type { Prisma } from '@/generated/prisma/client'
import type { Scope } from '@/lib/access/model'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { AllowedFilter, Dashboard, DashboardId, DashboardSlug, Publication } from '../model'

const MAX_DASHBOARDS = 500

/** Published dashboards that the scope reaches, by title. Dashboards are held to tags alone. */
export async function listPublished(scope: Scope): Promise<Dashboard[]> {
  const rows = await withDatabaseErrors(() =>
    db().dashboard.findMany({
      where: { publishedAt: { not: null }, ...withinScope(scope) },
      select: {
        ...{ slug: true, title: true, description: true, tags: true, asOf: true, goneAt: true },
        owner: { select: { name: true } },
      },
      orderBy: [{ title: 'asc' }, { slug: 'asc' }],
      take: MAX_DASHBOARDS,
    }),
  )
  return rows.map(({ owner, ...row }) => ({
    ...row,
    slug: row.slug as DashboardSlug,
    ownerName: owner?.name ?? null,
  }))
}

export type NamedDashboard = { id: DashboardId; slug: DashboardSlug; title: string }

/** Those of the ids that are published and in scope, in no order. */
export async function listPublishedByIds(ids: readonly string[], scope: Scope): Promise<NamedDashboard[]> {
  const rows = await withDatabaseErrors(() =>
    db().dashboard.findMany({
      where: { id: { in: [...ids] }, publishedAt: { not: null }, ...withinScope(scope) },
      select: { id: true, slug: true, title: true },
      take: ids.length,
    }),
  )
  return rows as NamedDashboard[]
}

function withinScope(scope: Scope): Prisma.DashboardWhereInput {
  if (scope.reach === 'all') return {}
  return { tags: { hasSome: scope.reach === 'none' ? [] : [...scope.tags] } }
}

const PUBLICATION = {
  id: true,
  slug: true,
  title: true,
  description: true,
  tags: true,
  ownerId: true,
  upstreamId: true,
  embeddedId: true,
  filters: true,
  productFilterId: true,
  productFilterBy: true,
  source: true,
  version: true,
  publishedAt: true,
  asOf: true,
  goneAt: true,
  rules: {
    select: { datasetId: true, datasetName: true, template: true },
    orderBy: { datasetId: 'asc' },
  },
  groups: {
    select: { productGroup: { select: { code: true } } },
    orderBy: { productGroup: { code: 'asc' } },
  },
  products: { select: { product: { select: { code: true } } }, orderBy: { product: { code: 'asc' } } },
} as const satisfies Prisma.DashboardSelect

type Row = Prisma.DashboardGetPayload<{ select: typeof PUBLICATION }>

/** Closed words are held by checks of the database; `filters` is written here and by nothing else. */
function toPublication(row: Row): Publication {
  return {
    ...row,
    id: row.id as DashboardId,
    slug: row.slug as DashboardSlug,
    filters: row.filters as unknown as AllowedFilter[],
    productFilterBy: row.productFilterBy as 'code' | 'name',
    source: row.source as 'portal' | 'file',
    groups: row.groups.map(({ productGroup }) => productGroup.code),
    products: row.products.map(({ product }) => product.code),
  }
}

/** A published dashboard in scope; null otherwise. */
export async function findPublished(slug: string, scope: Scope): Promise<Publication | null> {
  const row = await withDatabaseErrors(() =>
    db().dashboard.findFirst({
      where: { slug, publishedAt: { not: null }, ...withinScope(scope) },
      select: PUBLICATION,
    }),
  )
  return row === null ? null : toPublication(row)
}

/** Whatever was ever decided, published at present or not. */
export async function listPublications(): Promise<Publication[]> {
  const rows = await withDatabaseErrors(() =>
    db().dashboard.findMany({ select: PUBLICATION, orderBy: { slug: 'asc' }, take: MAX_DASHBOARDS }),
  )
  return rows.map(toPublication)
}

export async function findPublication(
  where: { slug: string } | { upstreamId: string },
  tx?: Tx,
): Promise<Publication | null> {
  const row = await withDatabaseErrors(() => (tx ?? db()).dashboard.findFirst({ where, select: PUBLICATION }))
  return row === null ? null : toPublication(row)
}

/** What is written of a publication. */
export type PublicationRow = Pick<
  Publication,
  | 'slug'
  | 'title'
  | 'description'
  | 'tags'
  | 'ownerId'
  | 'upstreamId'
  | 'embeddedId'
  | 'filters'
  | 'productFilterId'
  | 'productFilterBy'
  | 'source'
  | 'rules'
  | 'asOf'
  | 'goneAt'
> & { publishedAt: Date; groups: readonly string[]; products: readonly { id: string; code: string }[] }

function dataOf(row: PublicationRow) {
  const { rules, groups, products, filters, tags, ...fields } = row
  return {
    fields: { ...fields, tags: [...tags], filters: filters as unknown as Prisma.InputJsonValue },
    beside: {
      rules: { createMany: { data: rules.map((rule) => ({ ...rule })) } },
      products: { createMany: { data: products.map(({ id: productId }) => ({ productId })) } },
      groups: { create: groups.map((code) => ({ productGroup: { connect: { code } } })) },
    },
  }
}

export async function insertPublication(tx: Tx, row: PublicationRow): Promise<DashboardId> {
  const { fields, beside } = dataOf(row)
  const { ownerId, ...data } = fields
  const owner = ownerId === null ? {} : { owner: { connect: { id: ownerId } } }
  const { id } = await tx.dashboard.create({ data: { ...data, ...owner, ...beside }, select: { id: true } })
  return id as DashboardId
}

/** Writes over the version that the writer started from; false: somebody else was faster. */
export async function updatePublicationAt(
  tx: Tx,
  { id, version }: { id: DashboardId; version: number },
  row: PublicationRow,
): Promise<boolean> {
  const { fields, beside } = dataOf(row)
  const written = await tx.dashboard.updateMany({
    where: { id, version },
    data: { ...fields, version: { increment: 1 } },
  })
  if (written.count === 0) return false
  await tx.rowRule.deleteMany({ where: { dashboardId: id } })
  await tx.dashboardProduct.deleteMany({ where: { dashboardId: id } })
  await tx.dashboardProductGroup.deleteMany({ where: { dashboardId: id } })
  await tx.dashboard.update({ where: { id }, data: beside, select: { id: true } })
  return true
}

export async function unpublishAt(
  tx: Tx,
  { id, version }: { id: DashboardId; version: number },
): Promise<boolean> {
  const data = { publishedAt: null, version: { increment: 1 } }
  return (await tx.dashboard.updateMany({ where: { id, version }, data })).count === 1
}

/** Published ones that speak of a product, or of its group, in scope. */
export async function listOfProduct(
  { productId, groupCode }: { productId: string; groupCode: string | null },
  scope: Scope,
): Promise<Publication[]> {
  const rows = await withDatabaseErrors(() =>
    db().dashboard.findMany({
      where: {
        publishedAt: { not: null },
        ...withinScope(scope),
        OR: [
          { products: { some: { productId } } },
          ...(groupCode === null ? [] : [{ groups: { some: { productGroup: { code: groupCode } } } }]),
        ],
      },
      select: PUBLICATION,
      orderBy: [{ title: 'asc' }, { slug: 'asc' }],
      take: MAX_OF_PRODUCT,
    }),
  )
  return rows.map(toPublication)
}

const MAX_OF_PRODUCT = 20
