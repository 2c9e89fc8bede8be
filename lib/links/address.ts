import { createHash } from 'node:crypto'

export type LinkAddress = {
  /** As it is asked for: without the part after `#`, which is the browser's. */
  url: string
  /** The same for all ways of writing one address. */
  key: string
  host: string
}

/** An address as links are kept under; null for what no browser would follow. */
export function toLinkAddress(text: string): LinkAddress | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  url.hash = ''
  return { url: url.href, key: createHash('sha256').update(url.href).digest('hex'), host: url.hostname }
}

const IN_TEXT = /\bhttps?:\/\/[^\s<>"“”«»`|\\^{}]{1,2000}/giu
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[' }
const MOST_IN_TEXT = 50

/** The addresses that stand in a text, without the marks that end a sentence or close a bracket round them. */
export function addressesIn(text: string): string[] {
  const found = [...text.matchAll(IN_TEXT)].map(([match]) => withoutEnd(match))
  return [...new Set(found)].filter((address) => URL.canParse(address)).slice(0, MOST_IN_TEXT)
}

function withoutEnd(match: string): string {
  let end = match.length
  for (; end > 0; end -= 1) {
    const last = match.charAt(end - 1)
    const opening = CLOSING[last]
    const sentence = /[.,;:!?'’*_~…]/u.test(last)
    const before = match.slice(0, end)
    const unopened = opening !== undefined && count(before, last) > count(before, opening)
    if (!sentence && !unopened) break
  }
  return match.slice(0, end)
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}
