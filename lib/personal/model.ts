/** Looks that the server must know before the first paint, in cookies. No person and no secret is in them. */
export const NAV_COOKIE = 'pergola-nav'
export const THEME_COOKIE = 'pergola-theme'

/** What a reader may pin, or has opened lately. `key` is the record's own: a product's id, a query's key. */
export type PersonalKind = 'product' | 'query'

export type PersonalRef = { kind: PersonalKind; key: string; at: Date }

/** How many are shown, and kept, of what was opened lately. */
export const RECENT_LIMIT = 8
export const PIN_LIMIT = 50
