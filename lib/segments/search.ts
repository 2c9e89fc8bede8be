import type { Publication } from '@/lib/search/model'

/** Process segments; the index is fed by triggers (search_source_segment). */
export const publications: readonly Publication[] = [
  { kind: 'segment', right: 'read:segment', hrefOf: (code) => `/segments/${encodeURIComponent(code)}` },
]
