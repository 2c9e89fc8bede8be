import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { toLinkAddress } from '../address'
import {
  type Holder,
  LINKS_PER_PAGE,
  type LinkList,
  type LinkState,
  type ListedLink,
  type ListState,
  MOST_LOOKED_AT,
} from '../model'
import { findLastCheck } from '../repository/checks'
import { findStates } from '../repository/links'
import { type LooksAfter, listUses, type StoredUse } from '../repository/uses'
import type { LinksQuery } from '../schema'
import { findHolders, holderKey, readableKinds } from './holders'

/**
 * Links of a state in records that the actor may read, and that still hold them. `mine`: those that the actor owns, and
 * those of the knowledge base for who may refresh it, and those that nobody owns for who checks connections. Needs `read:product`; what else it shows hangs on the other rights.
 */
export async function listLinks(ctx: Ctx, query: LinksQuery): Promise<LinkList> {
  await requireRight(ctx, 'read:product')
  const [{ links, cut }, lastCheck] = await Promise.all([findLinks(ctx, query), findLastCheck()])
  const from = (query.page - 1) * LINKS_PER_PAGE
  return {
    links: links.slice(from, from + LINKS_PER_PAGE),
    total: links.length,
    page: query.page,
    cut,
    lastCheck,
  }
}

/** How many broken links the actor looks after, and since when the latest one is broken. Needs `read:product`. */
export async function countOwnBroken(ctx: Ctx): Promise<{ count: number; latest: Date | null }> {
  await requireRight(ctx, 'read:product')
  const { links } = await findLinks(ctx, { state: 'broken', mine: true })
  return { count: links.length, latest: links[0]?.brokenSince ?? null }
}

/** What is known of links that stand in a record that the caller has loaded in the reader's scope, by address. */
export async function statesOf(addresses: readonly string[]): Promise<ReadonlyMap<string, LinkState>> {
  const known = addresses.flatMap((text) => {
    const address = toLinkAddress(text)
    return address === null ? [] : [{ text, key: address.key }]
  })
  if (known.length === 0) return new Map()
  const states = await findStates([...new Set(known.map(({ key }) => key))])
  return new Map(
    known.flatMap(({ text, key }) => {
      const state = states.get(key)
      return state === undefined ? [] : [[text, state] as const]
    }),
  )
}

async function findLinks(
  ctx: Ctx,
  { state, mine }: { state: ListState; mine: boolean },
): Promise<{ links: ListedLink[]; cut: boolean }> {
  const kinds = readableKinds(ctx)
  const owner = mine ? looksAfter(ctx) : null
  const uses = await listUses({ state, kinds, owner, limit: MOST_LOOKED_AT + 1 })
  const looked = uses.slice(0, MOST_LOOKED_AT)
  const holders = await findHolders(ctx, looked)
  const links = looked.flatMap((use): ListedLink[] => {
    const holder = holders.get(holderKey(use.holderKind, use.holderId))
    if (holder === undefined) return []
    // Somebody may have mended it, or handed it on, since it was checked.
    const held = holder.links.find(
      ({ place, url }) => place === use.place && toLinkAddress(url)?.key === use.urlKey,
    )
    if (held === undefined || (owner !== null && !fallsTo(owner, holder))) return []
    const { kind, title, code, href } = holder
    return [{ ...stateOf(use), ...held, holder: { kind, title, code, href } }]
  })
  return { links, cut: uses.length > looked.length }
}

function looksAfter({ actor }: Ctx): LooksAfter {
  return {
    id: actor.kind === 'user' ? actor.id : null,
    kbToo: canSome(actor, 'refresh:knowledge'),
    unownedToo: canSome(actor, 'check:connection'),
  }
}

function fallsTo({ id, kbToo, unownedToo }: LooksAfter, { kind, ownerId, retired }: Holder): boolean {
  if (kind === 'kbSpace' || kind === 'kbDatabase') return kbToo
  return ownerId === null ? unownedToo && !retired : ownerId === id
}

function stateOf(use: StoredUse): LinkState {
  const { checkedAt, okAt, finding, reason, status, failedSince, brokenSince } = use
  return { checkedAt, okAt, finding, reason, status, failedSince, brokenSince }
}
