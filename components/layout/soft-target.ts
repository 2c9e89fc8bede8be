type Place = { origin: string; pathname: string; search: string }
type Target = { href: string; keepScroll: boolean }

/**
 * Answered by route handlers or by sign-in: these are documents or files, not pages. A dashboard's page is a document of
 * its own too: what may be framed is said by a document's policy, and it alone may frame Superset.
 */
const HARD = /^\/((auth|api)(\/|$)|dashboards\/[^/]+$)/

/** Whether an address within the portal must be loaded as a document. */
export function isHard(href: string): boolean {
  return HARD.test(href.split(/[?#]/, 1)[0] ?? '')
}

function within(url: URL, place: Place): boolean {
  return url.origin === place.origin && !isHard(url.pathname)
}

/** Where a click on a link goes softly; null when the browser must do it itself (new tab, file, other site, fragment). */
export function softLinkTarget(event: MouseEvent, place: Place): Target | null {
  if (event.defaultPrevented || event.button !== 0) return null
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null
  const link = (event.target as Element | null)?.closest?.('a')
  // Attributes, not properties: those of a link in a drawing (SVG) are objects.
  const href = link?.getAttribute('href')
  if (!link || !href || link.hasAttribute('download')) return null
  if ((link.getAttribute('target') ?? '_self') !== '_self') return null
  const url = new URL(href, place.origin + place.pathname + place.search)
  if (!within(url, place)) return null
  if (url.hash !== '' && url.pathname === place.pathname && url.search === place.search) return null
  return { href: url.pathname + url.search + url.hash, keepScroll: link.dataset.scroll === 'keep' }
}

/** Where a GET form goes softly: its fields as the query, empty ones left out. */
export function softFormTarget(event: SubmitEvent, place: Place): Target | null {
  const form = event.target as HTMLFormElement
  if (event.defaultPrevented || form.method !== 'get' || form.target !== '') return null
  const url = new URL(form.action)
  if (!within(url, place) || form.dataset.hard !== undefined) return null
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form, event.submitter)) {
    if (typeof value === 'string' && value !== '') query.append(name, value)
  }
  const search = query.size === 0 ? '' : `?${query}`
  return { href: url.pathname + search, keepScroll: form.dataset.scroll === 'keep' }
}
