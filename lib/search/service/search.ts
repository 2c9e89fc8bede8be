import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { logger } from '@/lib/platform/logger'
import { excerpt, holdsAll } from '@/lib/platform/marks'
import {
  COUNT_CAP,
  type Publication,
  type PublishedDocument,
  SEARCH_KINDS,
  type SearchAnswer,
  type SearchHit,
  type SearchKind,
  type SearchSection,
} from '../model'
import { pagesReachOf, reachOf } from '../reach'
import { type Asked, type DocumentRow, type FoundOfKind, findDocuments } from '../repository/documents'
import { findSimilar } from './find-similar'
import { publish } from './publish'

/** With fewer than so many, what resembles the words is shown too. */
const FEW = 3

export type SearchFor = { q: string; kind?: SearchKind; limit: number; offset: number }

/**
 * What the reader may open that fits the words, by kind. Each kind's rows are those that `scopeFor` of its right reaches;
 * counts, order and what resembles are made of these alone.
 * @throws AppError DATABASE_UNAVAILABLE
 */
export async function search(
  ctx: Ctx,
  publications: readonly Publication[],
  { q, kind, limit, offset }: SearchFor,
): Promise<Omit<SearchAnswer, 'failed'>> {
  if (q === '') return { q, sections: [], similar: [], missed: [] }
  const reached = await Promise.all(publications.map((one) => reachIn(ctx, one)))
  const asked = reached.filter(({ reach }) => reach.length > 0)
  const found = await findAll(q, asked, { kind, limit, offset })
  const total = found.reduce((sum, one) => sum + one.total, 0)
  const similar = total < FEW ? await findSimilar(q, asked) : []
  const hrefs = new Map(publications.map((one) => [one.kind, one.hrefOf]))
  const toHit = (row: DocumentRow) => hitOf(row, q, hrefs.get(row.kind))
  const sections = found.filter(({ total: n }) => n > 0).sort(bestFirst)
  const known = new Set(found.flatMap(({ hits }) => hits.map(addressOf)))
  return {
    q,
    missed: reached.flatMap((one) => (one.missed ? [one.kind] : [])),
    sections: sections.map(
      (one): SearchSection => ({
        kind: one.kind,
        total: Math.min(one.total, COUNT_CAP),
        capped: one.total > COUNT_CAP,
        hits: one.hits.map(toHit),
      }),
    ),
    similar: similar
      .filter((row) => (kind === undefined || row.kind === kind) && !known.has(addressOf(row)))
      .map((row) => ({ ...toHit(row), similar: true })),
  }
}

/** Of one kind a page of its own, and the first of the others for their counts. */
async function findAll(
  q: string,
  asked: readonly Asked[],
  { kind, limit, offset }: Pick<SearchFor, 'kind' | 'limit' | 'offset'>,
): Promise<FoundOfKind[]> {
  if (kind === undefined) return await findDocuments(q, asked, { limit, offset: 0 })
  const [own, others] = await Promise.all([
    findDocuments(
      q,
      asked.filter((one) => one.kind === kind),
      { limit, offset },
    ),
    findDocuments(
      q,
      asked.filter((one) => one.kind !== kind),
      { limit: 1, offset: 0 },
    ),
  ])
  return [...own, ...others]
}

/** A kind that cannot be published at the moment is missed, and the others stand. */
async function reachIn(ctx: Ctx, publication: Publication): Promise<Asked & { missed: boolean }> {
  const { kind, right, documents } = publication
  if (documents === undefined) return { kind, reach: reachOf(ctx.actor, right, kind), missed: false }
  if (kind !== 'page' && !canSome(ctx.actor, right)) return { kind, reach: [], missed: false }
  let published: readonly PublishedDocument[]
  try {
    published = await documents()
  } catch (error) {
    logger.warn({ err: error, kind, requestId: ctx.requestId }, 'a kind could not be published to search')
    return { kind, reach: [], missed: true }
  }
  const space = await publish(kind, published, ctx.now())
  if (kind !== 'page') return { kind, reach: reachOf(ctx.actor, right, space), missed: false }
  const rights = published.flatMap((page) => (page.right === undefined ? [] : [page.right]))
  return { kind, reach: pagesReachOf(ctx.actor, [...new Set(rights)], space), missed: false }
}

const addressOf = ({ kind, place }: DocumentRow) => `${kind} ${place}`

/** Kinds whose code, title or beginning is meant come first; else in the fixed order. */
function bestFirst(one: FoundOfKind, other: FoundOfKind): number {
  const place = ({ kind }: FoundOfKind) => SEARCH_KINDS.indexOf(kind)
  const tier = ({ hits }: FoundOfKind) => hits[0]?.tier ?? Number.MAX_SAFE_INTEGER
  return tier(one) - tier(other) || place(one) - place(other)
}

function hitOf(row: DocumentRow, q: string, hrefOf: Publication['hrefOf'] | undefined): SearchHit {
  const inTitle = holdsAll(`${row.code ?? ''} ${row.title}`, q)
  const around = inTitle || row.body === '' ? null : excerpt(row.body, q)
  const detail = row.detail ?? (row.isDemo && row.kind === 'segment' ? 'Example' : null)
  return {
    kind: row.kind,
    title: row.title,
    href: hrefOf?.(row.place) ?? row.place,
    ...(row.code === null ? {} : { code: row.code }),
    ...(detail === null ? {} : { detail }),
    ...(around === null ? {} : { excerpt: around }),
    ...(row.state === 'live' ? {} : { state: row.state }),
  }
}
