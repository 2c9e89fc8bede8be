import type { UserId } from '@/lib/access/model'
import type { Brand } from '@/lib/platform/brand'

export type ProductId = Brand<string, 'ProductId'>

export const PRODUCT_STATUSES = ['active', 'discontinued', 'archived'] as const
export type ProductStatus = (typeof PRODUCT_STATUSES)[number]

export const STATUS_LABELS: Record<ProductStatus, string> = {
  active: 'Active',
  discontinued: 'Discontinued',
  archived: 'Archived',
}

export type ProductGroupRef = { code: string; name: string }

export type ProductAttribute = { key: string; label: string; value: string | number; unit?: string }

export type ProductLink = { label: string; url: string }

/** A product as its card shows it. */
export type Product = {
  id: ProductId
  code: string
  name: string
  description: string
  status: ProductStatus
  group: ProductGroupRef | null
  owner: { id: UserId; name: string } | null
  tags: readonly string[]
  attributes: readonly ProductAttribute[]
  links: readonly ProductLink[]
  /** `portal`, or the name of the sync that feeds it. */
  source: string
  asOf: Date | null
  isDemo: boolean
  /** Counts the changes; a change names the version that it started from. */
  version: number
  updatedAt: Date
}

/** A row of the list. */
export type ProductRow = {
  id: ProductId
  code: string
  name: string
  status: ProductStatus
  group: ProductGroupRef | null
  owner: { id: UserId; name: string } | null
  tags: readonly string[]
  version: number
  updatedAt: Date
  /** The beginning of the description; only where a search may have met it there. */
  description: string | null
}

export const PRODUCT_SORTS = ['code', 'name', 'group', 'status', 'owner', 'tags', 'updated'] as const
/** `best`: what fits a search best; only with a search. By tags: by the first one. */
export type ProductSort = (typeof PRODUCT_SORTS)[number] | 'best'

export const PAGE_SIZE = 50
/** Totals that must be counted are counted no further: "1,000+". */
export const COUNT_CAP = 1_000
/** Fewer exact matches than this, and similar names are offered too. */
export const FEW = 3

/** A row's place in an order: the value that it is sorted by, and its id. */
export type ProductCursor = readonly [sortValue: string, id: string]

export type ProductPage = {
  rows: readonly ProductRow[]
  /** Where the pages before and after this one end and begin; null where there is none. */
  previous: ProductCursor | null
  next: ProductCursor | null
  /** `capped`: there are more than `value`. */
  total: { value: number; capped: boolean }
  /** The groups and the owners that the reader may filter by. */
  groups: readonly ProductGroupRef[]
  owners: readonly { id: UserId; name: string }[]
  /** Names that resemble what was looked for; only when few match. */
  similar: readonly ProductRow[]
}

/** What can be changed in the portal, as text and values that compare. */
export type ProductDraft = {
  name: string
  description: string
  status: ProductStatus
  groupCode: string | null
  tags: readonly string[]
}

export function toDraft(product: Product): ProductDraft {
  const { name, description, status, group, tags } = product
  return { name, description, status, groupCode: group?.code ?? null, tags }
}

/** The fields in which two drafts differ, as the audit record wants them. */
export function draftChanges(
  before: ProductDraft,
  after: ProductDraft,
): Record<string, { before: unknown; after: unknown }> {
  const changes: Record<string, { before: unknown; after: unknown }> = {}
  for (const field of ['name', 'description', 'status', 'groupCode', 'tags'] as const) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) {
      changes[field] = { before: before[field], after: after[field] }
    }
  }
  return changes
}

/** How much each field takes, in the browser and on the server alike. */
export const PRODUCT_LIMITS = { name: 200, description: 5_000, tags: 2_000 } as const
export const MAX_PRODUCT_SEARCH = 200
