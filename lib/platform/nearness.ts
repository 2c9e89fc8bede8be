import { foldedWords } from './fold'

// What a slip costs. A letter in another's place weighs a little more than one too many or too few, which keep all the
// others: of two names at one slip's distance the likelier comes first.
const SWAPPED = 0.9
const MISSED = 1
const REPLACED = 1.1
/** A letter typed twice, or once for twice. */
const DOUBLED = 0.8

/** How many slips a word of this length may hold and still be taken for another. */
export function slipsAllowed(length: number): number {
  if (length < 3) return 0
  if (length < 6) return 1
  return length < 12 ? 2 : 3
}

/** The cheapest way from `typed` to `name`; `within`: to a part of `name` that begins with a word and ends anywhere. */
function distance(typed: string, name: string, within: boolean): number {
  const at = (table: number[] | undefined, n: number) => table?.[n] ?? Number.POSITIVE_INFINITY
  const begins = (n: number) => n === 0 || name[n - 1] === ' '
  let before: number[] | undefined
  let last = [0]
  for (let j = 1; j <= name.length; j += 1) last.push(within && begins(j) ? 0 : at(last, j - 1) + MISSED)
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i * MISSED]
    for (let j = 1; j <= name.length; j += 1) {
      const same = typed[i - 1] === name[j - 1]
      const extra = typed[i - 1] === typed[i - 2] ? DOUBLED : MISSED
      const absent = name[j - 1] === name[j - 2] ? DOUBLED : MISSED
      const swapped = i > 1 && j > 1 && typed[i - 1] === name[j - 2] && typed[i - 2] === name[j - 1]
      row.push(
        Math.min(
          at(last, j - 1) + (same ? 0 : REPLACED),
          at(last, j) + extra,
          at(row, j - 1) + absent,
          swapped ? at(before, j - 2) + SWAPPED : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = last
    last = row
  }
  return within ? Math.min(...last) : at(last, name.length)
}

/** What it costs to make one word of the other (a transposition is one slip). */
export function wordDistance(typed: string, word: string): number {
  return distance(typed, word, false)
}

/** How near a name is to what was typed: as a part of the name, then as the whole; null when it is too far. */
export type Nearness = readonly [part: number, whole: number]

/**
 * How near `name` is to `typed`, whatever case, accents and apostrophes; null when more slips lie between them than words
 * of such a length are taken for each other with.
 */
export function nearnessOf(typed: string, name: string): Nearness | null {
  const words = foldedWords(typed)
  const looked = words.join(' ')
  const named = foldedWords(name).join(' ')
  const most = Math.max(
    slipsAllowed(words.join('').length),
    sum(words.map(({ length }) => slipsAllowed(length))),
  )
  const part = distance(looked, named, true)
  // A replaced letter costs a little more than a slip.
  return part > most * REPLACED ? null : [part, distance(looked, named, false)]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
