import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Finding, HolderKind, LinkHealth, LinkId, LinkState, Place, Reason } from '../model'

export type FoundUse = {
  urlKey: string
  url: string
  host: string
  holderKind: HolderKind
  holderId: string
  place: Place
  label: string
  ownerId: string | null
}

/** Puts down where links stand; an owner who is new to one is yet to be told. */
export async function saveUses(checkId: string, uses: readonly FoundUse[]): Promise<void> {
  if (uses.length === 0) return
  const rows = JSON.stringify(
    uses.map((use) => ({
      url_key: use.urlKey,
      url: use.url,
      host: use.host,
      holder_kind: use.holderKind,
      holder_id: use.holderId,
      place: use.place,
      label: use.label,
      owner_id: use.ownerId,
    })),
  )
  await withDatabaseErrors(() =>
    db().$transaction([
      db().$executeRaw`
        INSERT INTO checked_link (url_key, url, host)
        SELECT DISTINCT ON (url_key) url_key, url, host
        FROM jsonb_to_recordset(${rows}::jsonb) AS r (url_key text, url text, host text)
        ON CONFLICT (url_key) DO NOTHING`,
      db().$executeRaw`
        INSERT INTO link_use AS u (link_id, holder_kind, holder_id, place, label, owner_id, seen_in)
        SELECT DISTINCT ON (l.id, r.holder_kind, r.holder_id, r.place)
          l.id, r.holder_kind, r.holder_id, r.place, r.label, r.owner_id, ${checkId}::uuid
        FROM jsonb_to_recordset(${rows}::jsonb)
          AS r (url_key text, holder_kind text, holder_id text, place text, label text, owner_id uuid)
        JOIN checked_link l ON l.url_key = r.url_key
        ON CONFLICT (link_id, holder_kind, holder_id, place) DO UPDATE SET
          label = excluded.label, owner_id = excluded.owner_id, seen_in = excluded.seen_in,
          told_at = CASE WHEN u.owner_id IS NOT DISTINCT FROM excluded.owner_id THEN u.told_at END`,
    ]),
  )
}

/** Forgets the places that a check has not found again, and the links that stand nowhere any more. */
export async function forgetUnseen(checkId: string): Promise<number> {
  await withDatabaseErrors(() =>
    db().$transaction([
      db().$executeRaw`DELETE FROM link_use WHERE seen_in <> ${checkId}::uuid`,
      db()
        .$executeRaw`DELETE FROM checked_link l WHERE NOT EXISTS (SELECT FROM link_use u WHERE u.link_id = l.id)`,
    ]),
  )
  return await withDatabaseErrors(() => db().checkedLink.count())
}

export type DueLink = { id: LinkId; url: string; host: string; health: LinkHealth }

const HEALTH = {
  checkedAt: true,
  okAt: true,
  finding: true,
  reason: true,
  status: true,
  failures: true,
  clearFailures: true,
  failedSince: true,
  countedAt: true,
  brokenSince: true,
} as const

/**
 * Links that this check has not asked and that were last asked before `workingBefore`, or, where they did not work,
 * before `othersBefore`; those that have waited longest first.
 */
export async function listDue(
  checkId: string,
  { workingBefore, othersBefore, limit }: { workingBefore: Date; othersBefore: Date; limit: number },
): Promise<DueLink[]> {
  const rows = await withDatabaseErrors(() =>
    db().checkedLink.findMany({
      where: {
        AND: [
          { OR: [{ checkId: null }, { checkId: { not: checkId } }] },
          {
            OR: [
              { checkedAt: null },
              { checkedAt: { lt: workingBefore } },
              { checkedAt: { lt: othersBefore }, finding: { notIn: ['works', 'signIn'] } },
            ],
          },
        ],
      },
      select: { id: true, url: true, host: true, ...HEALTH },
      orderBy: [{ checkedAt: { sort: 'asc', nulls: 'first' } }, { id: 'asc' }],
      take: limit,
    }),
  )
  return rows.map(({ id, url, host, finding, reason, ...health }) => ({
    id: id as LinkId,
    url,
    host,
    health: { ...health, finding: finding as Finding | null, reason: reason as Reason | null },
  }))
}

export async function saveHealth(id: LinkId, checkId: string, health: LinkHealth): Promise<void> {
  await withDatabaseErrors(() => db().checkedLink.updateMany({ where: { id }, data: { ...health, checkId } }))
}

export type LinkStateByKey = ReadonlyMap<string, LinkState>

/** What is known of these addresses, by their key. */
export async function findStates(keys: readonly string[]): Promise<LinkStateByKey> {
  const rows = await withDatabaseErrors(() =>
    db().checkedLink.findMany({
      where: { urlKey: { in: [...keys] } },
      select: { urlKey: true, ...STATE },
      orderBy: { id: 'asc' },
      take: keys.length,
    }),
  )
  return new Map(rows.map(({ urlKey, ...row }) => [urlKey, toState(row)]))
}

const STATE = {
  checkedAt: true,
  okAt: true,
  finding: true,
  reason: true,
  status: true,
  failedSince: true,
  brokenSince: true,
} as const

function toState(
  row: Omit<LinkState, 'finding' | 'reason'> & { finding: string | null; reason: string | null },
): LinkState {
  return { ...row, finding: row.finding as Finding | null, reason: row.reason as Reason | null }
}

export async function countBroken(tx: Tx): Promise<number> {
  return await tx.checkedLink.count({ where: { brokenSince: { not: null } } })
}

/** How many links a check has asked. */
export async function countAsked(tx: Tx, checkId: string): Promise<number> {
  return await tx.checkedLink.count({ where: { checkId } })
}
