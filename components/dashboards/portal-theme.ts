import {
  hexOf,
  LOOK_COLOURS,
  type Look,
  type SupersetTheme,
  supersetTheme,
} from '@/lib/dashboards/superset-theme'

const DARK = '(prefers-color-scheme: dark)'

/** What the page looks like now, in Superset's words: the reader's choice stands above the browser's. */
export function portalTheme(): SupersetTheme {
  return supersetTheme({ isDark: isDark(), colours: coloursNow() })
}

function isDark(): boolean {
  const { colorScheme } = getComputedStyle(document.documentElement)
  if (colorScheme === 'dark' || colorScheme === 'light') return colorScheme === 'dark'
  return matchMedia(DARK).matches
}

/** The tokens as they stand on this page. Superset does not read `oklch`, and a mixed colour is told in parts of sRGB. */
function coloursNow(): Look['colours'] {
  const probe = document.createElement('span')
  probe.hidden = true
  document.body.append(probe)
  const colours: Look['colours'] = {}
  for (const name of LOOK_COLOURS) {
    probe.style.color = `color-mix(in srgb, var(--${name}), var(--${name}))`
    const hex = hexOf(getComputedStyle(probe).color)
    if (hex !== null) colours[name] = hex
  }
  probe.remove()
  return colours
}

/** Calls back whenever the look may have changed: a choice in the reader's menu, or the system at nightfall. */
export function onThemeChange(changed: () => void): () => void {
  const media = matchMedia(DARK)
  media.addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  for (const element of [document.documentElement, document.getElementById('shell')]) {
    if (element !== null) observer.observe(element, { attributes: true, attributeFilter: ['data-theme'] })
  }
  return () => {
    media.removeEventListener('change', changed)
    observer.disconnect()
  }
}
