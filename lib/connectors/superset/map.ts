import type { WireDashboard, WireDataset } from './schema'
import { wireNativeFilter } from './schema'

/** A dashboard in Superset's list. */
export type ListedDashboard = {
  /** Its number there, by which the API names it. */
  id: number
  /** Kept over exports and imports; null where the version does not tell it. */
  uuid: string | null
  title: string
  slug: string | null
  /** Its page there, as a path. */
  path: string
  /** A draft is seen by its owners and by administrators alone. */
  draft: boolean
  changedAt: Date | null
}

export type NativeFilterKind = 'select' | 'time' | 'range'

export type NativeFilter = { id: string; name: string; kind: NativeFilterKind; column: string | null }

/** What is told of one dashboard beside its line in the list. */
export type DashboardDetail = { uuid: string | null; owners: string[]; filters: NativeFilter[] }

/** `name`: `schema.table`, as people know it. */
export type SupersetDataset = { id: number; name: string }

const FILTER_KINDS: Record<string, NativeFilterKind> = {
  filter_select: 'select',
  filter_time: 'time',
  filter_range: 'range',
}

export function toListed(wire: Omit<WireDashboard, 'owners'>): ListedDashboard {
  return {
    id: wire.id,
    uuid: wire.uuid || null,
    title: wire.dashboard_title?.trim() || `Dashboard ${wire.id}`,
    slug: wire.slug || null,
    path: wire.url?.startsWith('/') ? wire.url : `/superset/dashboard/${wire.id}/`,
    draft: wire.published === false,
    changedAt: momentOf(wire.changed_on_utc ?? wire.changed_on),
  }
}

export function toDetail(wire: WireDashboard): DashboardDetail {
  const people = wire.editors ?? wire.owners ?? []
  const owners = people.map(
    ({ first_name: first, last_name: last, label }) =>
      [first, last].filter(Boolean).join(' ').trim() || (label ?? ''),
  )
  return {
    uuid: wire.uuid || null,
    owners: owners.filter((name) => name !== '').slice(0, 20),
    filters: filtersIn(wire.json_metadata ?? ''),
  }
}

export function toDataset(wire: WireDataset): SupersetDataset {
  const table = wire.table_name || wire.datasource_name || wire.name || `Dataset ${wire.id}`
  return { id: wire.id, name: wire.schema ? `${wire.schema}.${table}` : table }
}

function filtersIn(metadata: string): NativeFilter[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(metadata || '{}')
  } catch {
    return []
  }
  const { native_filter_configuration: configured } = (parsed ?? {}) as {
    native_filter_configuration?: unknown
  }
  if (!Array.isArray(configured)) return []
  return configured.flatMap((one: unknown) => {
    const filter = wireNativeFilter.safeParse(one)
    if (!filter.success) return []
    const { id, name, filterType, targets } = filter.data
    const kind = FILTER_KINDS[filterType]
    return kind === undefined ? [] : [{ id, name, kind, column: targets?.[0]?.column?.name ?? null }]
  })
}

function momentOf(text: string | null | undefined): Date | null {
  if (!text) return null
  // Moments without a zone are UTC there.
  const at = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(at.getTime()) ? null : at
}
