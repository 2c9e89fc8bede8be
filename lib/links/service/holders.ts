import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import type { KbOverview } from '@/lib/knowledge/model'
import { listSpaces } from '@/lib/knowledge/service/list-spaces'
import {
  eachWithLinks,
  listWithLinks as listProductsWithLinks,
  type ProductWithLinks,
} from '@/lib/products/service/list-link-holders'
import {
  listWithLinks as listSegmentsWithLinks,
  type SegmentWithLinks,
} from '@/lib/segments/service/list-link-holders'
import { addressesIn } from '../address'
import type { HeldLink, Holder, HolderKind } from '../model'

/** Every record that the actor may read and that may hold links, a batch at a time. */
export async function* eachHolder(ctx: Ctx): AsyncGenerator<Holder[]> {
  for await (const rows of eachWithLinks(ctx)) yield rows.map(ofProduct)
  yield (await listSegmentsWithLinks(ctx)).map(ofSegment)
  yield ofKnowledge(await listSpaces(ctx, { q: '' }))
}

/** The kinds of holders that the actor may read at all. */
export function readableKinds(ctx: Ctx): HolderKind[] {
  return [
    ...(canSome(ctx.actor, 'read:product') ? (['product'] as const) : []),
    ...(canSome(ctx.actor, 'read:segment') ? (['segment'] as const) : []),
    ...(canSome(ctx.actor, 'read:knowledge') ? (['kbSpace', 'kbDatabase'] as const) : []),
  ]
}

type HolderRef = { holderKind: HolderKind; holderId: string }

export function holderKey(kind: HolderKind, id: string): string {
  return `${kind} ${id}`
}

/** Of these records, those that the actor may read, as they are now. */
export async function findHolders(ctx: Ctx, refs: readonly HolderRef[]): Promise<Map<string, Holder>> {
  const kinds = new Set(readableKinds(ctx))
  const idsOf = (kind: HolderKind) =>
    kinds.has(kind)
      ? [...new Set(refs.filter(({ holderKind }) => holderKind === kind).map(({ holderId }) => holderId))]
      : []
  const [products, segments] = [idsOf('product'), idsOf('segment')]
  const knowledge = idsOf('kbSpace').length + idsOf('kbDatabase').length > 0
  const found = await Promise.all([
    products.length === 0 ? [] : listProductsWithLinks(ctx, products).then((rows) => rows.map(ofProduct)),
    segments.length === 0 ? [] : listSegmentsWithLinks(ctx, segments).then((rows) => rows.map(ofSegment)),
    knowledge ? listSpaces(ctx, { q: '' }).then(ofKnowledge) : [],
  ])
  return new Map(found.flat().map((holder) => [holderKey(holder.kind, holder.id), holder]))
}

function inDescription(description: string): HeldLink[] {
  return addressesIn(description).map((url) => ({ place: 'description', label: '', url }))
}

function ofProduct(row: ProductWithLinks): Holder {
  const { id, code, name, ownerId, status, links, description } = row
  return {
    kind: 'product',
    id,
    title: name,
    code,
    href: `/products/${encodeURIComponent(code)}`,
    ownerId,
    retired: status === 'archived',
    links: [
      ...links.map(({ label, url }) => ({ place: 'link', label, url }) as const),
      ...inDescription(description),
    ],
  }
}

function ofSegment({ id, code, name, ownerId, status, description }: SegmentWithLinks): Holder {
  return {
    kind: 'segment',
    id,
    title: name,
    code,
    href: `/segments/${encodeURIComponent(code)}`,
    ownerId,
    retired: status === 'archived',
    links: inDescription(description),
  }
}

/** What is gone from the workspace says so on its own page: its links are not held against anybody. */
function ofKnowledge({ spaces }: KbOverview): Holder[] {
  const base = { code: null, ownerId: null, retired: false }
  const page = (url: string | null): HeldLink[] => (url === null ? [] : [{ place: 'page', label: '', url }])
  return spaces
    .filter(({ goneAt }) => goneAt === null)
    .flatMap((space): Holder[] => [
      {
        ...base,
        kind: 'kbSpace',
        id: space.slug,
        title: space.name,
        href: `/kb/${space.slug}`,
        links: page(space.links?.home ?? null),
      },
      ...space.databases
        .filter(({ goneAt }) => goneAt === null)
        .map(
          (database): Holder => ({
            ...base,
            kind: 'kbDatabase',
            id: `${space.slug}/${database.slug}`,
            title: `${space.name}: ${database.name}`,
            href: `/kb/${space.slug}/${database.slug}`,
            links: [...page(database.href), ...inDescription(database.description)],
          }),
        ),
    ])
}
