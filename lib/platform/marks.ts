import { foldWithPlaces } from './fold'
import { slipsAllowed, wordDistance } from './nearness'

/** A piece of text, and whether a search met it there. */
export type Piece = { text: string; marked: boolean; at: number }

type Range = readonly [from: number, to: number]

const MAX_WORDS = 6
const SHORT_WORD = /^[a-z0-9]{1,2}$/
/** How much of a description shows on each side of what was met. */
const AROUND = 40

function searched(q: string): string[] {
  return foldWithPlaces(q)
    .text.split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)
}

/**
 * The text in pieces, those marked that the search looks for, whatever case, accents and apostrophes. `resembling`: words
 * that come near to one of the search's are marked too. Pieces are text: what they hold is never markup.
 */
export function markedPieces(text: string, q: string, resembling = false): Piece[] {
  const folded = foldWithPlaces(text)
  const ranges = searched(q).flatMap((word) => {
    const exact = occurrences(folded.text, word)
    return exact.length > 0 || !resembling ? exact : resemblances(folded.text, word)
  })
  return toPieces(
    text,
    ranges.map(([from, to]): Range => [folded.from[from] ?? 0, folded.to[to - 1] ?? text.length]),
  )
}

/** Where a word of the search stands in a long text, with what is round it; null when it is in none of its words. */
export function excerpt(text: string, q: string): string | null {
  const folded = foldWithPlaces(text)
  const [first] = searched(q)
    .flatMap((word) => occurrences(folded.text, word))
    .sort(([one], [other]) => one - other)
  if (first === undefined) return null
  const from = Math.max(0, (folded.from[first[0]] ?? 0) - AROUND)
  const to = Math.min(text.length, (folded.to[first[1] - 1] ?? 0) + AROUND)
  return `${from > 0 ? '…' : ''}${text.slice(from, to).trim()}${to < text.length ? '…' : ''}`.toWellFormed()
}

/** True when each word of the search stands in the text. */
export function holdsAll(text: string, q: string): boolean {
  const { text: folded } = foldWithPlaces(text)
  return searched(q).every((word) => occurrences(folded, word).length > 0)
}

function occurrences(text: string, word: string): Range[] {
  const found: Range[] = []
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    const begins = at === 0 || text[at - 1] === ' ' || text[at - 1] === '-'
    if (begins || !SHORT_WORD.test(word)) found.push([at, at + word.length])
  }
  return found
}

function resemblances(text: string, word: string): Range[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)]
    .filter(([near]) => wordDistance(word, near) <= slipsAllowed(word.length) * 1.1)
    .map((match): Range => [match.index, match.index + match[0].length])
}

function toPieces(text: string, ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
    if (to <= at) continue
    const begin = Math.max(from, at)
    if (begin > at) pieces.push({ text: text.slice(at, begin), marked: false, at })
    pieces.push({ text: text.slice(begin, to), marked: true, at: begin })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false, at })
  return pieces
}
