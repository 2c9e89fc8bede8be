import type { Right } from '@/lib/access/model'

/** What search finds, in the order in which kinds are shown; each domain publishes its own in its search.ts. */
export const SEARCH_KINDS = [
  'product',
  'productGroup',
  'segment',
  'kbSpace',
  'kbDatabase',
  'kbField',
  'kbEntity',
  'query',
  'dashboard',
  'page',
] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

/** `live`, or what marks it: it is found all the same, after what is live. */
export type SearchState = 'live' | 'discontinued' | 'archived' | 'gone'

export type SearchHit = {
  kind: SearchKind
  title: string
  href: string
  code?: string
  /** A word or two that tell it from others alike: its group, its space. */
  detail?: string
  /** Where the words stand in its text, when they do not in its title. */
  excerpt?: string
  state?: Exclude<SearchState, 'live'>
  /** It holds no word that was typed, and resembles them. */
  similar?: true
}

export const KIND_LABELS: Record<SearchKind, string> = {
  product: 'Product',
  productGroup: 'Product group',
  segment: 'Process segment',
  kbSpace: 'Space',
  kbDatabase: 'Database',
  kbField: 'Field',
  kbEntity: 'Entity',
  query: 'Query',
  dashboard: 'Dashboard',
  page: 'Page',
}

export const SECTION_LABELS: Record<SearchKind, string> = {
  product: 'Products',
  productGroup: 'Product groups',
  segment: 'Process segments',
  kbSpace: 'Spaces',
  kbDatabase: 'Databases',
  kbField: 'Fields',
  kbEntity: 'Entities',
  query: 'Queries',
  dashboard: 'Dashboards',
  page: 'Pages',
}

export const STATE_LABELS: Record<Exclude<SearchState, 'live'>, string> = {
  discontinued: 'Discontinued',
  archived: 'Archived',
  gone: 'Gone',
}

/** Of one kind: how many there are (`capped`: at least so many), and those shown, the best first. */
export type SearchSection = {
  kind: SearchKind
  total: number
  capped: boolean
  hits: readonly SearchHit[]
}

export type SearchAnswer = {
  q: string
  /** The kind with the best match first. */
  sections: readonly SearchSection[]
  /** What resembles the words, when few hold them. */
  similar: readonly SearchHit[]
  /** Kinds that could not be looked through. */
  missed: readonly SearchKind[]
  /** The index could not be asked: only pages were looked through. */
  failed: boolean
}

/** A place of the portal as search offers it, and the right that its page asks for first. */
export type SearchablePlace = { href: string; label: string; right?: Right }

/** Something that comes with the program and not from the database, and who reaches it. */
export type PublishedDocument = {
  ref: string
  title: string
  keywords: string
  body: string
  place: string
  tags?: readonly string[]
  /** Reached by whoever holds the right for any product group. */
  byAnyGroup?: boolean
  /** A right besides: pages ask for one each. */
  right?: Right
}

/** How a domain publishes a kind: who finds it is `scopeFor` of the right. */
export type Publication = {
  kind: SearchKind
  right: Right
  /** Its address, of what the index keeps of it (`place`). */
  hrefOf: (place: string) => string
  /** For what does not stand in the database; the same array as long as nothing changed. */
  documents?: () => Promise<readonly PublishedDocument[]>
}

/** Lower case, without accents and apostrophes: how names are compared everywhere. */
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
/** Counted so far; beyond, "1,000+". */
export const COUNT_CAP = 1_000
export const PAGE_SIZE = 25
