import type { SearchKind } from '@/lib/search/model'

/** The search page's address: all of it is in there. */
export function searchHref(q: string, { kind, page }: { kind?: SearchKind; page?: number } = {}): string {
  const params = new URLSearchParams({ q })
  if (kind !== undefined) params.set('kind', kind)
  if (page !== undefined && page > 1) params.set('page', String(page))
  return `/search?${params}`
}
