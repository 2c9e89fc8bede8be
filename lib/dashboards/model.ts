import type { Brand } from '@/lib/platform/brand'

export type DashboardId = Brand<string, 'DashboardId'>
export type DashboardSlug = Brand<string, 'DashboardSlug'>

/** How much each field takes, in the browser and on the server alike. */
export const DASHBOARD_LIMITS = {
  slug: 80,
  title: 200,
  description: 2_000,
  tag: 60,
  tags: 40,
  filters: 100,
  datasets: 200,
  groups: 200,
  products: 500,
} as const

/** A dashboard as the registry knows it. What draws it stays with Superset. */
export type Dashboard = {
  slug: DashboardSlug
  title: string
  description: string
  tags: readonly string[]
  ownerName: string | null
  /** When Superset was last asked about it; null for one that never was. */
  asOf: Date | null
  /** Gone there, or no longer visible to the portal's account, since then. */
  goneAt: Date | null
}

/** A native filter of a dashboard that an address may set. */
export type AllowedFilter = {
  /** `NATIVE_FILTER-…` */
  id: string
  name: string
  kind: 'select' | 'time' | 'range'
  column: string | null
}

/** What a dataset shows under the rights of a reader, as SQL. */
export type RuleInForce = { dataset: string; clause: string }

/**
 * `gone`: Superset no longer tells of it. `not-embedded`: embedding is not turned on for it there. In each state but
 * `ready` no token is given.
 */
export type DashboardState = 'ready' | 'gone' | 'not-embedded' | 'not-configured'

/** A dashboard as its page shows it. */
export type OpenedDashboard = {
  dashboard: Dashboard & { products: readonly { code: string; name: string }[] }
  /** Superset's uuid of it. */
  upstreamId: string
  /** By which it is framed; null while it cannot be. */
  embeddedId: string | null
  /** What the browser frames; null while no Superset is configured. */
  supersetOrigin: string | null
  filters: readonly AllowedFilter[]
  /** The rules that hold for this reader now; null for whom they are not shown. */
  rules: readonly RuleInForce[] | null
  state: DashboardState
}

/** What the frame is given, and until when it holds. */
export type GuestToken = { token: string; expiresAt: Date }

/** A dashboard on a product's card. */
export type ProductDashboard = {
  slug: DashboardSlug
  title: string
  description: string
  asOf: Date | null
  goneAt: Date | null
  /** The filter that holds it to the product, and its value; null: it is shown whole. */
  filter: AllowedFilter | null
  value: string | null
}

/** A dataset behind a dashboard, by its number in Superset and as it is called there. */
export type Dataset = { id: number; name: string }

/** What was decided of a dataset. `template` null: open to all who may see the dashboard. */
export type RowRule = { datasetId: number; datasetName: string; template: string | null }

/** `undecided`: nobody has said what it shows, or its number has come to mean another table. It shows nothing. */
export type DatasetDecision = Dataset & { decision: { template: string } | 'open' | 'undecided' }

/**
 * The datasets of a dashboard with what was decided of each. One that came later, and one whose number now means another
 * table, is undecided.
 */
export function decisionsOf(
  datasets: readonly Dataset[],
  rules: readonly RowRule[],
): readonly DatasetDecision[] {
  const byId = new Map(rules.map((rule) => [rule.datasetId, rule]))
  return datasets.map((dataset) => {
    const rule = byId.get(dataset.id)
    if (rule === undefined || rule.datasetName !== dataset.name) return { ...dataset, decision: 'undecided' }
    return { ...dataset, decision: rule.template === null ? 'open' : { template: rule.template } }
  })
}

/** What the reading of Superset last came to. */
export type ReadingState = {
  address: string
  asOf: Date | null
  version: string | null
  /** Set while the last attempt failed. */
  failure: { at: Date; code: string; detail: string } | null
  /** Since when a reading has been under way, if one is. */
  since: Date | null
}

/** A dashboard of Superset, published or not, as those who publish see it. */
export type FoundDashboard = {
  upstreamId: string
  number: number
  title: string
  slug: string | null
  /** Its page in Superset; null while none is configured. */
  href: string | null
  draft: boolean
  owners: readonly string[]
  filters: readonly AllowedFilter[]
  datasets: readonly Dataset[]
  /** Why its datasets and filters are of an earlier reading, or of none. */
  failureCode: string | null
  changedAt: Date | null
  asOf: Date
  goneAt: Date | null
}

/** What the portal has decided of a dashboard, whole. */
export type Publication = {
  id: DashboardId
  slug: DashboardSlug
  title: string
  description: string
  tags: readonly string[]
  ownerId: string | null
  upstreamId: string
  embeddedId: string | null
  filters: readonly AllowedFilter[]
  productFilterId: string | null
  productFilterBy: 'code' | 'name'
  source: 'portal' | 'file'
  version: number
  publishedAt: Date | null
  asOf: Date | null
  goneAt: Date | null
  rules: readonly RowRule[]
  groups: readonly string[]
  products: readonly string[]
}

/** A dashboard of Superset beside what the portal decided of it; `undecided` of those that are published: they show nothing. */
export type RegistryEntry = {
  found: FoundDashboard
  publication: Publication | null
  undecided: readonly DatasetDecision[]
}

export type Registry = {
  /** Of all that were found, whatever the words; and how many are published and there. */
  total: number
  published: number
  /** null: no Superset is configured. */
  address: string | null
  reading: ReadingState | null
  /** What is to be said of its version; null: nothing. */
  versionWarning: string | null
  entries: RegistryEntry[]
  /** What is wrong with files of dashboards/, a line each. */
  faults: string[]
}

/** One dashboard of Superset with what a form of it offers. */
export type ToPublish = RegistryEntry & {
  decisions: readonly DatasetDecision[]
  templates: readonly { key: string; title: string; clause: string }[]
  people: readonly { id: string; name: string }[]
}

/** What a refresh of the registry came to. */
export type RegistryRefresh = {
  outcome: 'published' | 'superseded' | 'joined' | 'failed'
  dashboards: number
  gone: readonly string[]
  returned: readonly string[]
  failure: { code: string; detail: string } | null
}

/** What Superset 6 is known to do; of others nothing was tried. */
const TRIED = /^6\.[01](\.|$)/

/** What is to be said of a version; null: it is one that was tried. */
export function versionWarning(version: string | null): string | null {
  if (version === null) {
    return 'It does not tell its version. The portal was tried with Superset 6.0 and 6.1.'
  }
  if (TRIED.test(version)) return null
  const [major = 0] = version.split('.').map(Number)
  const what =
    major >= 6
      ? 'its lists may be of another shape, so that refreshing fails'
      : 'themes may not follow the portal, and what readers may ask is closed in another way or not at all'
  return `It is Superset ${version}, and the portal was tried with 6.0 and 6.1: ${what}. Run one of those.`
}
