import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import type { Right } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { searchQueries } from '@/lib/analytics/search'
import { searchKnowledge } from '@/lib/knowledge/search'
import { logger } from '@/lib/platform/logger'
import { searchProducts } from '@/lib/products/search'
import { searchSegments } from '@/lib/segments/search'
import { holdsWords, type SearchHit, type SearchKind, type SearchSection } from './model'
import { searchInput } from './schema'

const DEADLINE_MS = 2_000

type Source = {
  kind: SearchKind
  right: Right
  search: (ctx: PageCtx, input: { q: string; limit: number }) => Promise<SearchHit[]>
}

const SOURCES: readonly Source[] = [
  { kind: 'product', right: 'read:product', search: searchProducts },
  { kind: 'segment', right: 'read:segment', search: searchSegments },
  { kind: 'kbDatabase', right: 'read:knowledge', search: searchKnowledge },
  { kind: 'query', right: 'read:query', search: searchQueries },
]

/** A place of the portal as search offers it; the caller gives those that the reader may open. */
export type SearchablePage = { href: string; label: string }

export type SearchAnswer = { q: string; sections: SearchSection[] }

/**
 * What the reader may open that fits the words, by kind, in a fixed order. A kind that fails or takes too long is said
 * to have failed; the others stand. Without words only the pages come.
 */
export async function searchAll(
  ctx: PageCtx,
  input: { q: unknown; limit: number; pages: readonly SearchablePage[] },
): Promise<SearchAnswer> {
  const { q } = searchInput.parse({ q: input.q })
  const { limit } = input
  const pages: SearchHit[] = input.pages
    .filter(({ label }) => holdsWords(label, q))
    .map(({ href, label }) => ({ kind: 'page', title: label, href }))
  const asked = q === '' ? [] : SOURCES.filter(({ right }) => canSome(ctx.actor, right))
  const sections = await Promise.all(asked.map((source) => ask(source, ctx, { q, limit })))
  return { q, sections: [...sections, { kind: 'page', hits: pages, failed: false }] }
}

async function ask(
  source: Source,
  ctx: PageCtx,
  input: { q: string; limit: number },
): Promise<SearchSection> {
  const { kind } = source
  try {
    return { kind, hits: await inTime(source.search(ctx, input)), failed: false }
  } catch (error) {
    logger.warn({ err: error, kind, requestId: ctx.requestId }, 'a kind could not be searched')
    return { kind, hits: [], failed: true }
  }
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

/** The search page: the gate, then everything that fits. `pagesFor` gives the places that a reader may open. */
export async function loadSearch(
  q: unknown,
  pagesFor: (holds: (right: Right) => boolean) => SearchablePage[],
): Promise<SearchAnswer> {
  const ctx = await pageCtx()
  return await searchAll(ctx, { q, limit: 25, pages: pagesFor((right) => canSome(ctx.actor, right)) })
}
