import type { Prisma } from '@/generated/prisma/client'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Finding, HolderKind, LinkState, ListState, Place, Reason } from '../model'

export type StoredUse = LinkState & {
  urlKey: string
  holderKind: HolderKind
  holderId: string
  place: Place
  label: string
}

export type UsesWanted = {
  state: ListState
  kinds: readonly HolderKind[]
  /** Of this owner's records, and those that fall to them beside. Null: of anybody's. */
  owner: LooksAfter | null
  limit: number
}

/** `kbToo`: the knowledge base, which has no owners. `unownedToo`: products and segments that nobody owns. */
export type LooksAfter = { id: string | null; kbToo: boolean; unownedToo: boolean }

const KB = { holderKind: { in: ['kbSpace', 'kbDatabase'] } }
const UNOWNED = { holderKind: { in: ['product', 'segment'] }, ownerId: null }

/** Where links of a state stand: what has been broken or failing for the shortest time first. */
export async function listUses({ state, kinds, owner, limit }: UsesWanted): Promise<StoredUse[]> {
  const rows = await withDatabaseErrors(() =>
    db().linkUse.findMany({
      where: {
        holderKind: { in: [...kinds] },
        link: ofState(state),
        ...(owner === null
          ? {}
          : {
              OR: [
                ...(owner.id === null ? [] : [{ ownerId: owner.id }]),
                ...(owner.kbToo ? [KB] : []),
                ...(owner.unownedToo ? [UNOWNED] : []),
              ],
            }),
      },
      select: {
        holderKind: true,
        holderId: true,
        place: true,
        label: true,
        link: {
          select: {
            urlKey: true,
            checkedAt: true,
            okAt: true,
            finding: true,
            reason: true,
            status: true,
            failedSince: true,
            brokenSince: true,
          },
        },
      },
      orderBy: [
        { link: { brokenSince: { sort: 'desc', nulls: 'last' } } },
        { link: { failedSince: { sort: 'desc', nulls: 'last' } } },
        { link: { url: 'asc' } },
        { holderKind: 'asc' },
        { holderId: 'asc' },
        { place: 'asc' },
      ],
      take: limit,
    }),
  )
  return rows.map(({ link: { finding, reason, ...link }, holderKind, place, ...use }) => ({
    ...use,
    ...link,
    holderKind: holderKind as HolderKind,
    place: place as Place,
    finding: finding as Finding | null,
    reason: reason as Reason | null,
  }))
}

function ofState(state: ListState): Prisma.CheckedLinkWhereInput {
  switch (state) {
    case 'broken':
      return { brokenSince: { not: null } }
    case 'failing':
      return { brokenSince: null, failures: { gt: 0 } }
    case 'other':
      return { failures: 0, finding: { in: ['signIn', 'busy', 'unclear', 'notAsked'] } }
    case 'works':
      return { finding: 'works' }
  }
}

export type Untold = { linkId: string; holderKind: string; holderId: string; place: string; ownerId: string }

/** Broken links whose owners have not been told; held until the transaction ends. */
export async function takeUntold(tx: Tx, at: Date): Promise<Untold[]> {
  // What works again is told of again when it breaks again.
  await tx.$executeRaw`
    UPDATE link_use u SET told_at = NULL FROM checked_link l
    WHERE l.id = u.link_id AND u.told_at IS NOT NULL AND l.broken_since IS NULL`
  return await tx.$queryRaw<Untold[]>`
    UPDATE link_use u SET told_at = ${at} FROM checked_link l, app_user p
    WHERE l.id = u.link_id AND p.id = u.owner_id AND u.told_at IS NULL AND l.broken_since IS NOT NULL
    RETURNING u.link_id::text AS "linkId", u.holder_kind AS "holderKind", u.holder_id AS "holderId", u.place,
      u.owner_id::text AS "ownerId"`
}
