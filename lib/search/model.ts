/** What search finds; each domain publishes its own kinds in its search.ts. */
export type SearchKind = 'product' | 'kbDatabase' | 'query' | 'page'

export type SearchHit = {
  kind: SearchKind
  title: string
  href: string
  code?: string
  /** A word or two that tell it from others alike: its group, its space. */
  detail?: string
}

export const KIND_LABELS: Record<SearchKind, string> = {
  product: 'Product',
  kbDatabase: 'Knowledge base',
  query: 'Query',
  page: 'Page',
}

export type SearchSection = { kind: SearchKind; label: string; hits: readonly SearchHit[]; failed: boolean }
