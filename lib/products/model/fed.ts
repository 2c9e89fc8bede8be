import type { FedRecord, Feed, SyncedField } from '@/lib/synced/model'
import type { ProductLink } from '../model'

/** A product as another system tells it, not judged yet. Undefined: the mapping does not name it, and it is the portal's own. */
export type FedProduct = FedRecord & {
  description?: string | undefined
  /** A status of the portal, by its word or its label. */
  status?: string | undefined
  /** A product group by its code or its name; empty for none. */
  group?: string | undefined
  /** A person by the e-mail address or the name; empty for nobody. */
  owner?: string | undefined
  /** All that the mapping names, with an empty text where there is no value. `unit` null: it is told without one. */
  attributes: readonly { key: string; text: string; unit: string | null }[]
  /** Only those that have an address. */
  links: readonly ProductLink[]
}

export type ProductFeed = Feed<FedProduct>

/** One database feeds no more: reading it takes a question for each hundred, twice. */
export const MAX_FED_PRODUCTS = 10_000

// A field of a product that comes from another system is called as the fields of a change are (`name`, `groupCode`,
// `attributes.weight`); of the links each by its own words (`links.Data sheet`), so that others stand beside it.

export const ATTRIBUTE = 'attributes.'
export const LINK = 'links.'

export function syncedAttribute(key: string): SyncedField {
  return `${ATTRIBUTE}${key}`
}

export function syncedLink(label: string): SyncedField {
  return `${LINK}${label}`
}
