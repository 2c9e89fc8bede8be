import { PRODUCT_SORTS } from './model'

/** What the list can show of a product. The name is always there: it carries the link. */
export const PRODUCT_COLUMNS = PRODUCT_SORTS
export type ProductColumn = (typeof PRODUCT_COLUMNS)[number]
export const DEFAULT_COLUMNS: readonly ProductColumn[] = [
  'code',
  'name',
  'group',
  'status',
  'tags',
  'updated',
]

export const COLUMN_LABELS: Record<ProductColumn, string> = {
  code: 'Code',
  name: 'Name',
  group: 'Group',
  status: 'Status',
  owner: 'Owner',
  tags: 'Tags',
  updated: 'Changed',
}

export const DENSITIES = ['normal', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

export const PAGE_SIZES = [25, 50, 100, 200] as const

/** In a filter: products without a group, without an owner. No code and no id looks like this. */
export const NONE = '-'
/** In the owner's filter: whoever reads. */
export const ME = 'me'

/** How long ago a product was last changed: within so many days, or longer ago than that. */
export const FRESHNESS = {
  '1d': { days: 1, within: true, label: 'Within a day' },
  '7d': { days: 7, within: true, label: 'Within 7 days' },
  '30d': { days: 30, within: true, label: 'Within 30 days' },
  '90d': { days: 90, within: true, label: 'Within 90 days' },
  '365d': { days: 365, within: true, label: 'Within a year' },
  'over-365d': { days: 365, within: false, label: 'Over a year ago' },
} as const
export type Freshness = keyof typeof FRESHNESS
export const FRESHNESS_VALUES = Object.keys(FRESHNESS) as [Freshness, ...Freshness[]]
