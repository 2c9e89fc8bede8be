import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { publications as analytics } from '@/lib/analytics/search'
import { publications as dashboards } from '@/lib/dashboards/search'
import { publications as knowledge } from '@/lib/knowledge/search'
import { logger } from '@/lib/platform/logger'
import { publications as products } from '@/lib/products/search'
import { publications as segments } from '@/lib/segments/search'
import {
  holdsWords,
  PAGE_SIZE,
  type Publication,
  type SearchAnswer,
  type SearchablePlace,
  type SearchHit,
  type SearchSection,
} from './model'
import { type SearchInput, searchInput } from './schema'
import { type SearchFor, search } from './service/search'

const DEADLINE_MS = 2_000
/** Of each kind, when all are asked for. */
const OF_EACH = 5

const PUBLISHED: readonly Publication[] = [
  ...products,
  ...segments,
  ...knowledge,
  ...analytics,
  ...dashboards,
]

// By the list of places: the same list is the same edition.
const pagesOf = new WeakMap<readonly SearchablePlace[], Publication>()

function pagesPublication(places: readonly SearchablePlace[]): Publication {
  const known = pagesOf.get(places)
  if (known !== undefined) return known
  const documents = places.map(({ href, label, right }) => ({
    ref: href,
    title: label,
    keywords: '',
    body: '',
    place: href,
    ...(right === undefined ? {} : { right }),
  }))
  const made: Publication = {
    kind: 'page',
    right: 'read:product',
    hrefOf: (place) => place,
    documents: async () => documents,
  }
  pagesOf.set(places, made)
  return made
}

/**
 * What the reader may open that fits the words. When the index does not answer in time that is said, and the pages are
 * looked through without it. Without words only the pages come.
 */
export async function searchAll(
  ctx: PageCtx,
  { places, ...input }: SearchFor & { places: readonly SearchablePlace[] },
): Promise<SearchAnswer> {
  const { q } = input
  if (q === '') return { q, sections: pagesFrom(ctx, places, q), similar: [], missed: [], failed: false }
  try {
    const answer = await inTime(search(ctx, [...PUBLISHED, pagesPublication(places)], input))
    return { ...answer, failed: false }
  } catch (error) {
    logger.warn({ err: error, requestId: ctx.requestId }, 'the search index could not be asked')
    return { q, sections: pagesFrom(ctx, places, q), similar: [], missed: [], failed: true }
  }
}

function pagesFrom(ctx: PageCtx, places: readonly SearchablePlace[], q: string): SearchSection[] {
  const hits = places
    .filter(({ right, label }) => (right === undefined || canSome(ctx.actor, right)) && holdsWords(label, q))
    .map(({ href, label }): SearchHit => ({ kind: 'page', title: label, href }))
  return hits.length === 0 ? [] : [{ kind: 'page', total: hits.length, capped: false, hits }]
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** So many of a kind, and in all, while one types. */
const SUGGESTED = { ofEach: 4, most: 14 }

/** What the palette shows: the best of each kind, then what resembles. */
export async function loadSuggestions(
  ctx: PageCtx,
  typed: unknown,
  places: readonly SearchablePlace[],
): Promise<{ hits: SearchHit[]; failed: boolean }> {
  const { q } = searchInput.parse({ q: typed })
  const { sections, similar, failed } = await searchAll(ctx, {
    q,
    limit: SUGGESTED.ofEach,
    offset: 0,
    places,
  })
  const hits = [...sections.flatMap(({ hits: own }) => own), ...similar]
  return { hits: q === '' ? hits : hits.slice(0, SUGGESTED.most), failed }
}

/** The search page: the gate, then what fits; of one kind a page of its own. */
export async function loadSearch(
  asked: Record<string, unknown>,
  places: readonly SearchablePlace[],
): Promise<SearchAnswer & SearchInput> {
  const ctx = await pageCtx()
  const input = searchInput.parse(asked)
  const { q, kind, page } = input
  const limit = kind === undefined ? OF_EACH : PAGE_SIZE
  const answer = await searchAll(ctx, { q, kind, limit, offset: (page - 1) * PAGE_SIZE, places })
  return { ...answer, ...input }
}
