import type { Publication } from '@/lib/search/model'

/** Published dashboards; the index is fed by triggers (search_source_dashboard). */
export const publications: readonly Publication[] = [
  { kind: 'dashboard', right: 'read:dashboard', hrefOf: (slug) => `/dashboards/${encodeURIComponent(slug)}` },
]
