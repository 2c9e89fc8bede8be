import type { FedRecord, Feed } from '@/lib/synced/model'
import type { ProductLink } from './model'

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
