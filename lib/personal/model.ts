/** Looks that the server must know before the first paint, in cookies. No person and no secret is in them. */
export const NAV_COOKIE = 'pergola-nav'
export const THEME_COOKIE = 'pergola-theme'

/** What a reader may pin, or has opened lately. `key` is the record's own: a product's id, a query's key. */
export const PERSONAL_KINDS = ['product', 'query', 'segment'] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

export type PersonalRef = { kind: PersonalKind; key: string; at: Date }

/** How many are shown of what was opened lately, and how many are kept: what may no longer be read leaves no hole. */
export const RECENT_LIMIT = 8
export const RECENT_KEPT = 16
export const PIN_LIMIT = 50

/** A thing of the reader's own, as it is called today. */
export type OwnThing = {
  kind: PersonalKind
  key: string
  href: string
  title: string
  code: string
  at: Date
}

/** Something that changed. `by` is null where nobody in the portal did it. */
export type Happening = {
  kind: 'product' | 'segment' | 'knowledge'
  at: Date
  title: string
  href: string
  what: string
  by: string | null
}

/** Something that is stale or failing, and where to look. */
export type Trouble = {
  tone: 'warning' | 'danger'
  title: string
  what: string
  href: string
  at: Date | null
}
