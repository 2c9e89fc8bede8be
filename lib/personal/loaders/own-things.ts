import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { listQueries } from '@/lib/analytics/service'
import { listReachable } from '@/lib/products/service/find-products'
import { listReachable as listReachableSegments } from '@/lib/segments/service/list-segments'
import { type OwnThing, type PersonalKind, type PersonalRef, RECENT_LIMIT } from '../model'
import { listPins, listRecentViews } from '../service'

/** A thing that is there and in reach. */
type Named = Omit<OwnThing, 'at' | 'key'>

/**
 * The reader's pinned things and what they opened lately, the newest first. What they may no longer read, or what is
 * gone, is left out.
 */
export async function loadOwnThings(): Promise<{ pinned: OwnThing[]; recent: OwnThing[] }> {
  const ctx = await pageCtx()
  const [pins, views] = await Promise.all([listPins(ctx), listRecentViews(ctx)])
  const idsOf = (wanted: PersonalKind) => [
    ...new Set([...pins, ...views].filter(({ kind }) => kind === wanted).map(({ key }) => key)),
  ]
  const found = await Promise.all([
    products(ctx, idsOf('product')),
    segments(ctx, idsOf('segment')),
    queries(ctx, idsOf('query')),
  ])
  const named = new Map(found.flat())
  const toThings = (refs: readonly PersonalRef[]): OwnThing[] =>
    refs.flatMap(({ kind, key, at }) => {
      const thing = named.get(`${kind} ${key}`)
      return thing === undefined ? [] : [{ ...thing, key, at }]
    })
  return { pinned: toThings(pins), recent: toThings(views).slice(0, RECENT_LIMIT) }
}

async function products(ctx: PageCtx, ids: readonly string[]): Promise<[string, Named][]> {
  if (ids.length === 0 || !canSome(ctx.actor, 'read:product')) return []
  const rows = await listReachable(ctx, ids)
  return rows.map(({ id, code, name }) => [
    `product ${id}`,
    { kind: 'product', href: `/products/${encodeURIComponent(code)}`, title: name, code },
  ])
}

async function segments(ctx: PageCtx, ids: readonly string[]): Promise<[string, Named][]> {
  if (ids.length === 0 || !canSome(ctx.actor, 'read:segment')) return []
  const rows = await listReachableSegments(ctx, ids)
  return rows.map(({ id, code, name }) => [
    `segment ${id}`,
    { kind: 'segment', href: `/segments/${encodeURIComponent(code)}`, title: name, code },
  ])
}

async function queries(ctx: PageCtx, keys: readonly string[]): Promise<[string, Named][]> {
  if (keys.length === 0 || !canSome(ctx.actor, 'read:query')) return []
  const { queries: reached } = await listQueries(ctx)
  return reached
    .filter(({ key }) => keys.includes(key))
    .map(({ key, title }) => [
      `query ${key}`,
      { kind: 'query', href: `/analytics/${key}`, title, code: 'Query' },
    ])
}
