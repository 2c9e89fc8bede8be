import { type HTMLElement, NodeType, parse } from 'node-html-parser'

/**
 * A piece of rich text that is safe by its making: text, or one of the elements below with an address that may be followed.
 * Nothing of the markup itself is ever handed on, so there is nothing left to be clever with.
 */
export type RichNode = string | { tag: RichTag; href?: string; nodes: RichNode[] }

const TAGS = {
  p: 'p',
  div: 'p',
  section: 'p',
  article: 'p',
  br: 'br',
  hr: 'hr',
  h1: 'h3',
  h2: 'h3',
  h3: 'h4',
  h4: 'h4',
  h5: 'h4',
  h6: 'h4',
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  s: 's',
  del: 's',
  strike: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  table: 'table',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
  a: 'a',
} as const

export type RichTag = (typeof TAGS)[keyof typeof TAGS]

/** What stands in these is no text for readers. */
const DROPPED = new Set([
  ...['script', 'style', 'template', 'noscript', 'title', 'head', 'textarea', 'select', 'button'],
  ...['iframe', 'object', 'embed', 'applet', 'frameset', 'svg', 'math', 'audio', 'video', 'canvas'],
])

/** Elements in which text that is only blanks is layout of the markup. */
const WITHOUT_TEXT = new Set<string>(['ul', 'ol', 'table', 'thead', 'tbody', 'tr'])

const MAX_CHARACTERS = 200_000
/** Of elements that are never closed the parser takes the square: with this many it is done in milliseconds. */
const MAX_TAGS = 3_000
const MAX_DEPTH = 40

/** The allowed part of HTML as nodes. `isCut`: there is more than the portal shows. */
export function toRichNodes(html: string): { nodes: RichNode[]; isCut: boolean } {
  const shown = html.slice(0, readableLength(html))
  const root = parse(shown, {
    comment: false,
    blockTextElements: { script: false, style: false, noscript: false },
  })
  return { nodes: childrenOf(root, 0), isCut: shown.length < html.length }
}

function readableLength(html: string): number {
  let tags = 0
  for (let at = html.indexOf('<'); at >= 0 && at < MAX_CHARACTERS; at = html.indexOf('<', at + 1)) {
    tags += 1
    if (tags > MAX_TAGS) return at
  }
  return Math.min(html.length, MAX_CHARACTERS)
}

function childrenOf(element: HTMLElement, depth: number): RichNode[] {
  return element.childNodes
    .flatMap((child): RichNode[] => {
      if (child.nodeType === NodeType.TEXT_NODE) return [child.text]
      return child.nodeType === NodeType.ELEMENT_NODE ? elementOf(child as HTMLElement, depth) : []
    })
    .filter((node) => node !== '')
}

function elementOf(element: HTMLElement, depth: number): RichNode[] {
  const name = (element.rawTagName ?? '').toLowerCase()
  if (DROPPED.has(name)) return []
  if (name === 'img') return [imageWords(element)]
  if (name === 'input') return [element.hasAttribute('checked') ? '☑ ' : '☐ ']
  if (depth >= MAX_DEPTH) return [element.text]
  const tag = name in TAGS ? TAGS[name as keyof typeof TAGS] : null
  const inner = childrenOf(element, depth + 1)
  if (tag === null) return inner
  const nodes = WITHOUT_TEXT.has(tag)
    ? inner.filter((node) => typeof node !== 'string' || node.trim() !== '')
    : inner
  if (tag !== 'a') return [{ tag, nodes }]
  const href = followable(element.getAttribute('href'))
  return href === null ? nodes : [{ tag, href, nodes }]
}

/** Pictures are behind Fibery's own sign-in: their words stand for them. */
function imageWords(element: HTMLElement): string {
  const words = (element.getAttribute('alt') ?? '').trim()
  return words === '' ? '[picture]' : `[picture: ${words}]`
}

/** Whole addresses of the web and of mail; anything else leads nowhere from here. */
function followable(href: string | undefined): string | null {
  const url = href === undefined ? null : URL.parse(href.trim())
  return url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null
}
