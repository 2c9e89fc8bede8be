import type { Brand } from '@/lib/platform/brand'
import type { Density, ProductColumn } from './list-state'

export type ViewId = Brand<string, 'ViewId'>

/** A saved state of the list, as somebody who may use it sees it. */
export type SavedView = {
  id: ViewId
  name: string
  /** As the list's address holds it, but for the place in it. */
  query: string
  shared: boolean
  /** Whether it is the reader's to change. */
  own: boolean
  ownerName: string
}

/** How somebody likes the list, and the views that they may use. */
export type ListSettings = {
  columns: readonly ProductColumn[] | null
  density: Density | null
  defaultView: ViewId | null
  views: readonly SavedView[]
}

export const VIEW_LIMITS = { name: 80, query: 2_000, each: 100 } as const

/** The address of a view: its state, and which view it is. */
export function toViewHref({ id, query }: Pick<SavedView, 'id' | 'query'>): string {
  return `/products?${query === '' ? '' : `${query}&`}view=${id}`
}
