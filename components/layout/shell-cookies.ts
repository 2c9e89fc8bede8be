/** Looks that the server must know before the first paint. No person and no secret is in them. */
export const NAV_COOKIE = 'pergola-nav'
export const THEME_COOKIE = 'pergola-theme'
