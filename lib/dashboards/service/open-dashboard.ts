import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { namesOf } from '@/lib/access/service/list-names'
import { listReachableByCode } from '@/lib/products/service/find-products'
import type { DashboardState, OpenedDashboard, Publication } from '../model'
import { findFound } from '../repository/found'
import { requireReadable } from './find-readable'
import { rulesInForce } from './rules-in-force'
import { supersetAddress } from './superset'

/**
 * A dashboard for its page, from the registry alone: Superset is not asked.
 * @throws AppError FORBIDDEN without `read:dashboard`; NOT_FOUND out of reach
 */
export async function openDashboard(ctx: Ctx, slug: string): Promise<OpenedDashboard> {
  const publication = await requireReadable(ctx, slug)
  const supersetOrigin = supersetAddress()
  const { title, description, tags, asOf, goneAt, embeddedId, filters, ownerId } = publication
  const [names, products, rules] = await Promise.all([
    namesOf(ownerId === null ? [] : [ownerId]),
    canSome(ctx.actor, 'read:product') ? listReachableByCode(ctx, publication.products) : [],
    canSome(ctx.actor, 'publish:dashboard') ? shownRules(ctx, publication) : null,
  ])
  const ownerName = ownerId === null ? null : (names.get(ownerId) ?? null)
  const facts = { slug: publication.slug, title, description, tags, ownerName, asOf, goneAt }
  const named = products.map((product) => ({ code: product.code, name: product.name }))
  return {
    dashboard: { ...facts, products: named.sort((one, other) => one.code.localeCompare(other.code)) },
    upstreamId: publication.upstreamId,
    embeddedId,
    supersetOrigin,
    filters,
    rules,
    state: stateOf(publication, supersetOrigin),
  }
}

/** Whether it can be drawn, as far as the registry knows. */
export function stateOf(
  { goneAt, embeddedId }: Pick<Publication, 'goneAt' | 'embeddedId'>,
  address: string | null,
): DashboardState {
  if (address === null) return 'not-configured'
  if (goneAt !== null) return 'gone'
  return embeddedId === null ? 'not-embedded' : 'ready'
}

async function shownRules(ctx: Ctx, publication: Publication) {
  const found = await findFound(publication.upstreamId)
  const rules = await rulesInForce(ctx, publication, found?.datasets ?? [])
  return rules.map(({ dataset, clause }) => ({ dataset, clause }))
}
