import type { UserId } from '@/lib/access/model'
import type { Brand } from '@/lib/platform/brand'
import type { SyncedField } from '@/lib/synced/model'

export type ProductId = Brand<string, 'ProductId'>

export const PRODUCT_STATUSES = ['active', 'discontinued', 'archived'] as const
export type ProductStatus = (typeof PRODUCT_STATUSES)[number]

export const STATUS_LABELS: Record<ProductStatus, string> = {
  active: 'Active',
  discontinued: 'Discontinued',
  archived: 'Archived',
}

export type ProductGroupRef = { code: string; name: string }

export const ATTRIBUTE_TYPES = ['text', 'number', 'choice', 'date', 'boolean'] as const
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

export const ATTRIBUTE_TYPE_LABELS: Record<AttributeType, string> = {
  text: 'Text',
  number: 'Number',
  choice: 'Choice',
  date: 'Date',
  boolean: 'Yes or no',
}

/** A value with all that is needed to read it, whatever its group asks for today. Dates are `2026-03-01`. */
export type ProductAttribute = {
  key: string
  label: string
  type: AttributeType
  value: string | number | boolean
  unit?: string
}

/** What a group says of its products. */
export type AttributeDefinition = {
  key: string
  label: string
  type: AttributeType
  /** Numbers only. */
  unit: string | null
  /** Choices only. */
  choices: readonly string[]
  required: boolean
}

/** A group with what it says of its products, in order. */
export type ProductGroup = ProductGroupRef & { attributes: readonly AttributeDefinition[] }

/** A group as those who keep groups see it. */
export type ProductGroupDetail = ProductGroup & {
  id: string
  description: string
  isDemo: boolean
  version: number
}

export const GROUP_LIMITS = {
  code: 40,
  name: 100,
  description: 1_000,
  label: 100,
  unit: 30,
  choices: 5_000,
  attributes: 60,
} as const

/** `Unit price: number in USD, required`: a definition in one line. */
export function attributeLine({ label, type, unit, choices, required }: AttributeDefinition): string {
  const form = ATTRIBUTE_TYPE_LABELS[type].toLowerCase()
  const of = unit === null ? (choices.length === 0 ? '' : ` of ${choices.join(', ')}`) : ` in ${unit}`
  return `${label}: ${form}${of}${required ? ', required' : ''}`
}

export const LINK_TYPES = ['knowledge', 'dashboard', 'query', 'document', 'other'] as const
export type LinkType = (typeof LINK_TYPES)[number]

export const LINK_TYPE_LABELS: Record<LinkType, string> = {
  knowledge: 'Knowledge base',
  dashboard: 'Dashboard',
  query: 'Query',
  document: 'Document',
  other: 'Other',
}

export type ProductLink = { type: LinkType; label: string; url: string }

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
  /** What of it comes from there (`lib/products/locks.ts`). */
  syncedFields: readonly SyncedField[]
  /** Since when it is gone there, or no longer visible to the portal's account. */
  goneAt: Date | null
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
  /** Since when it is gone from where it comes from. */
  goneAt: Date | null
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

/** Tags to choose from, each with how many products have it; `more`: some were cut off. */
export type TagSuggestions = { tags: readonly { tag: string; products: number }[]; more: boolean }

/** What can be changed in the portal, as text and values that compare: what a version holds. */
export type ProductDraft = {
  code: string
  name: string
  description: string
  status: ProductStatus
  groupCode: string | null
  ownerId: string | null
  tags: readonly string[]
  attributes: readonly ProductAttribute[]
  links: readonly ProductLink[]
}

/** What there is before a product is made. */
export const EMPTY_DRAFT: ProductDraft = {
  code: '',
  name: '',
  description: '',
  status: 'active',
  groupCode: null,
  ownerId: null,
  tags: [],
  attributes: [],
  links: [],
}

export const FIELD_WORDS: Record<string, string> = {
  code: 'code',
  name: 'name',
  description: 'description',
  status: 'status',
  groupCode: 'group',
  ownerId: 'owner',
  tags: 'tags',
  links: 'links',
  gone: 'gone from where it comes from',
}

/** `name, Unit price`: the fields of a change in words, each once. `labels`: attributes by key. */
export function changedWords(fields: readonly string[], labels?: ReadonlyMap<string, string>): string {
  const words = fields
    .filter((field) => field !== 'version')
    .map((field) => {
      if (!field.startsWith('attributes.')) return FIELD_WORDS[field] ?? field
      const key = field.slice('attributes.'.length)
      return labels?.get(key) ?? key
    })
  return [...new Set(words)].join(', ')
}

export function toDraft(product: Product): ProductDraft {
  const { code, name, description, status, group, owner, tags, attributes, links } = product
  const ownerId = owner?.id ?? null
  return { code, name, description, status, groupCode: group?.code ?? null, ownerId, tags, attributes, links }
}

export type FileId = Brand<string, 'FileId'>

/** A picture or file of a product. */
export type ProductFile = {
  id: FileId
  name: string
  mediaType: string
  size: number
  isPicture: boolean
  /** Pictures only. */
  width: number | null
  height: number | null
  addedAt: Date
  addedBy: string | null
}

/** A mistake that a reader reported. `by` is null for somebody who is gone. */
export type ProductMistake = { id: string; words: string; reportedAt: Date; by: string | null }

export const FILE_LIMITS = { bytes: 20 * 1024 * 1024, files: 50, name: 120 } as const

/** How much each field takes, in the browser and on the server alike. */
export const PRODUCT_LIMITS = {
  code: 64,
  name: 200,
  description: 5_000,
  tags: 2_000,
  linkLabel: 200,
  linkUrl: 2_000,
  links: 30,
  mistake: 2_000,
} as const
export const MAX_ATTRIBUTE_TEXT = 500
export const MAX_PRODUCT_SEARCH = 200
