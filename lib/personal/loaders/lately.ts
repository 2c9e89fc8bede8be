import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { historyOf } from '@/lib/audit/service/history-of'
import { listChanges } from '@/lib/knowledge/service/list-changes'
import { changedWords } from '@/lib/products/model'
import { listLatelyChanged } from '@/lib/products/service/find-products'
import { segmentFieldWords } from '@/lib/segments/model/segment'
import { listLatelyChanged as listLatelyChangedSegments } from '@/lib/segments/service/list-segments'
import type { Happening } from '../model'

const SHOWN = 8

/** What changed lately among the things that the reader may open, the latest first. */
export async function loadLately(): Promise<Happening[]> {
  const ctx = await pageCtx()
  const [products, segments, knowledge] = await Promise.all([
    canSome(ctx.actor, 'read:product') ? changedProducts(ctx) : [],
    canSome(ctx.actor, 'read:segment') ? changedSegments(ctx) : [],
    canSome(ctx.actor, 'read:knowledge') ? changedKnowledge(ctx) : [],
  ])
  return [...products, ...segments, ...knowledge]
    .sort((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, SHOWN)
}

async function changedProducts(ctx: PageCtx): Promise<Happening[]> {
  const rows = await listLatelyChanged(ctx, SHOWN)
  return await Promise.all(
    rows.map(async (row): Promise<Happening> => {
      const [last] = await historyOf(ctx, { kind: 'product', id: row.id }, 1)
      const fields = changedWords(Object.keys(last?.changes ?? {}))
      return {
        kind: 'product',
        at: last?.at ?? row.updatedAt,
        title: row.name,
        href: `/products/${encodeURIComponent(row.code)}`,
        what: fields === '' ? 'changed' : `${fields} changed`,
        by: last?.actor.name ?? null,
      }
    }),
  )
}

async function changedSegments(ctx: PageCtx): Promise<Happening[]> {
  const rows = await listLatelyChangedSegments(ctx, SHOWN)
  return await Promise.all(
    rows.map(async (row): Promise<Happening> => {
      const [last] = await historyOf(ctx, { kind: 'segment', id: row.id }, 1)
      const fields = segmentFieldWords(Object.keys(last?.changes ?? {}))
      return {
        kind: 'segment',
        at: last?.at ?? row.updatedAt,
        title: row.name,
        href: `/segments/${encodeURIComponent(row.code)}`,
        what: fields === '' ? 'changed' : `${fields} changed`,
        by: last?.actor.name ?? null,
      }
    }),
  )
}

async function changedKnowledge(ctx: PageCtx): Promise<Happening[]> {
  const { entries } = await listChanges(ctx, { page: 1 })
  return entries.slice(0, SHOWN).map(({ at, space, first, count }) => ({
    kind: 'knowledge',
    at,
    title: space.name,
    href: first ? `/kb/${space.slug}` : '/kb/changes',
    what: first
      ? `discovered with ${count} ${count === 1 ? 'database' : 'databases'}`
      : `${count} ${count === 1 ? 'change' : 'changes'} discovered`,
    by: null,
  }))
}
