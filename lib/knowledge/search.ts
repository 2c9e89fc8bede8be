import type { Publication } from '@/lib/search/model'

/** A field is shown with its database. */
const hrefOf = (place: string) => `/kb/${place.split('/').map(encodeURIComponent).join('/')}`

/** Spaces, databases, fields and entities; the index is fed by triggers (search_source_kb_…). */
export const publications: readonly Publication[] = [
  { kind: 'kbSpace', right: 'read:knowledge', hrefOf },
  { kind: 'kbDatabase', right: 'read:knowledge', hrefOf },
  { kind: 'kbField', right: 'read:knowledge', hrefOf },
  { kind: 'kbEntity', right: 'read:knowledge', hrefOf },
]
