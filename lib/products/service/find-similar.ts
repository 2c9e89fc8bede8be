import { fold, foldedWords } from '@/lib/platform/fold'
import { nearnessOf, slipsAllowed, wordDistance } from '@/lib/platform/nearness'
import type { ProductRow } from '../model'
import type { ScopeOf } from '../repository/scope'
import { listHoldingHalves, listHoldingWords, listWordsLike } from '../repository/similar'

const MAX_SIMILAR = 10
const MAX_WORDS = 6
const MAX_CHOICES = 8

/**
 * Products in scope whose names resemble what was typed, the nearest first. Each word is looked for among the words that
 * names are made of, however many products there are; what then holds them is compared letter by letter.
 */
export async function findSimilar(text: string, of: ScopeOf): Promise<ProductRow[]> {
  const choices = await choicesFor(foldedWords(text).slice(0, MAX_WORDS))
  const found = nearest(text, await listHoldingWords(choices, of))
  if (found.length > 0) return found
  return nearest(text, await listHoldingHalves(text, of))
}

/** For each word the words that it may have been meant for; a word that resembles none is left out. */
async function choicesFor(words: readonly string[]): Promise<string[][]> {
  const long = [...new Set(words)].filter((word) => slipsAllowed(word.length) > 0)
  const like = await listWordsLike(long.filter((word) => !/\p{N}/u.test(word)))
  return long.flatMap((typed) => {
    if (/\p{N}/u.test(typed)) return [[typed]]
    const near = like
      .filter((pair) => pair.typed === typed)
      .map(({ word }) => ({ word, slips: wordDistance(typed, word) }))
      .filter(({ slips }) => slips <= slipsAllowed(typed.length) * 1.1)
      .sort((one, other) => one.slips - other.slips)
      .slice(0, MAX_CHOICES)
    return near.length === 0 ? [] : [near.map(({ word }) => word)]
  })
}

function nearest(text: string, rows: readonly ProductRow[]): ProductRow[] {
  const code = fold(text)
  return rows
    .flatMap((row) => {
      const nearness = fold(row.code) === code ? ([0, 0] as const) : nearnessOf(text, row.name)
      return nearness === null ? [] : [{ row, part: nearness[0], whole: nearness[1] }]
    })
    .sort(
      (one, other) =>
        one.part - other.part || one.whole - other.whole || one.row.code.localeCompare(other.row.code, 'en'),
    )
    .slice(0, MAX_SIMILAR)
    .map(({ row }) => row)
}
