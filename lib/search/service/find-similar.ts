import { fold, foldedWords } from '@/lib/platform/fold'
import { nearnessOf, slipsAllowed, wordDistance } from '@/lib/platform/nearness'
import { type Asked, type DocumentRow, listHoldingWords, listWordsLike } from '../repository/documents'

const MAX_SIMILAR = 10
const MAX_WORDS = 6
/** A part of a word is looked for from so many letters on. */
const SHORTEST_PART = 3

/**
 * Documents in reach whose titles resemble what was typed, the nearest first: misspelt words, and words that hold a typed
 * one (`kuchen`, `Apfelkuchen`). Each word is looked for among the words that titles are made of.
 */
export async function findSimilar(text: string, asked: readonly Asked[]): Promise<DocumentRow[]> {
  const choices = await choicesFor(foldedWords(text).slice(0, MAX_WORDS))
  const rows = await listHoldingWords(choices, asked)
  return rows
    .flatMap((row) => {
      const nearness = nearnessOf(text, row.title) ?? partly(text, row.title)
      return nearness === null ? [] : [{ row, part: nearness[0], whole: nearness[1] }]
    })
    .sort(
      (one, other) =>
        Number(one.row.state !== 'live') - Number(other.row.state !== 'live') ||
        one.part - other.part ||
        one.whole - other.whole ||
        one.row.title.localeCompare(other.row.title, 'en'),
    )
    .slice(0, MAX_SIMILAR)
    .map(({ row }) => row)
}

/** How near a title is that holds the typed words inside its own: behind what is a slip away. */
function partly(text: string, title: string): readonly [number, number] | null {
  const named = fold(title)
  return foldedWords(text).every((word) => named.includes(word)) ? [2, named.length] : null
}

/** For each word the words that it may have been meant for; a word that resembles none is left out. */
async function choicesFor(words: readonly string[]): Promise<string[][]> {
  const long = [...new Set(words)].filter((word) => word.length >= SHORTEST_PART)
  const like = await listWordsLike(long.filter((word) => !/\p{N}/u.test(word)))
  return long.flatMap((typed) => {
    if (/\p{N}/u.test(typed)) return [[typed]]
    const near = like
      .filter((pair) => pair.typed === typed)
      .filter(
        ({ word }) =>
          word.includes(typed) || wordDistance(typed, fold(word)) <= slipsAllowed(typed.length) * 1.1,
      )
      .map(({ word }) => word)
    return near.length === 0 ? [] : [near]
  })
}
