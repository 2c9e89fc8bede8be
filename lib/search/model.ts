/** What search finds; each domain publishes its own kinds in its search.ts. */
export type SearchKind = 'product' | 'segment' | 'kbDatabase' | 'query' | 'page'

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
  segment: 'Process segment',
  kbDatabase: 'Knowledge base',
  query: 'Query',
  page: 'Page',
}

export const SECTION_LABELS: Record<SearchKind, string> = {
  product: 'Products',
  segment: 'Process segments',
  kbDatabase: 'Knowledge base',
  query: 'Queries',
  page: 'Pages',
}

/** `failed`: this kind could not be asked; the others stand. */
export type SearchSection = { kind: SearchKind; hits: readonly SearchHit[]; failed: boolean }

/** Lower case, without accents and apostrophes: how names are compared everywhere (search_form in the database). */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
}

/** True when every word stands somewhere in the text, whatever accents, case and apostrophes. */
export function holdsWords(text: string, words: string): boolean {
  const body = plain(text)
  return plain(words)
    .split(/\s+/)
    .every((word) => body.includes(word))
}

export const MAX_SEARCH = 200
