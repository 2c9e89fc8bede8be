/** The page's look, as far as a frame can take it over; colours as `#rrggbb`. */
export type Look = {
  isDark: boolean
  colours: Partial<Record<LookColour, string>>
}

export const LOOK_COLOURS = [
  'surface-sunken',
  'surface-raised',
  'surface-hover',
  'text',
  'text-muted',
  'border',
  'border-strong',
  'accent',
  'success',
  'warning',
  'danger',
] as const
export type LookColour = (typeof LOOK_COLOURS)[number]

/** What Superset's `setThemeConfig` is told: the one theme that it has from then on. */
export type SupersetTheme = {
  theme_default: { algorithm: 'default' | 'dark'; token: Record<string, string | number> }
}

/** Superset's tokens (those of Ant Design) by the portal's words for them. */
const TOKENS: Record<LookColour, readonly string[]> = {
  // Superset's charts have no border: what lies behind them tells them apart.
  'surface-sunken': ['colorBgBase', 'colorBgLayout'],
  'surface-raised': ['colorBgContainer', 'colorBgElevated'],
  'surface-hover': ['colorFillAlter'],
  text: ['colorText', 'colorTextBase', 'colorTextHeading'],
  'text-muted': ['colorTextSecondary', 'colorTextDescription', 'colorIcon'],
  border: ['colorBorderSecondary', 'colorSplit'],
  'border-strong': ['colorBorder'],
  accent: ['colorPrimary', 'colorLink'],
  success: ['colorSuccess'],
  warning: ['colorWarning'],
  danger: ['colorError'],
}

/** A theme that is told takes the place of Superset's own, so that what its pages read of that one stands here as well. */
const KEPT = {
  fontFamily: 'Inter, ui-sans-serif, system-ui, sans-serif',
  fontSizeXS: '8',
  fontSizeXXL: '28',
  fontWeightLight: '300',
  fontWeightNormal: '400',
  fontWeightStrong: '500',
  fontWeightBold: '700',
  transitionTiming: 0.3,
  brandIconMaxWidth: 37,
}

/**
 * A theme of one look only: it needs no second message about light or dark, which Superset 6.0 does not understand and which
 * a Superset without a dark theme refuses.
 */
export function supersetTheme({ isDark, colours }: Look): SupersetTheme {
  const token: Record<string, string | number> = { ...KEPT, borderRadius: 6 }
  for (const colour of LOOK_COLOURS) {
    const value = colours[colour]
    if (value !== undefined) for (const name of TOKENS[colour]) token[name] = value
  }
  return { theme_default: { algorithm: isDark ? 'dark' : 'default', token } }
}

/** `color(srgb 0.1 0.2 0.3)`, as browsers write a mixed colour, as `#rrggbb`. Null for anything else. */
export function hexOf(computed: string): string | null {
  const parts = /^color\(srgb (\S+) (\S+) (\S+?)\)$/.exec(computed)
  if (parts === null) return null
  const bytes = parts.slice(1).map((part) => Math.round(Math.min(1, Math.max(0, Number(part))) * 255))
  if (bytes.some((byte) => !Number.isInteger(byte))) return null
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
