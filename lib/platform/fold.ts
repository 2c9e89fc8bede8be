/** Letters that Unicode does not take apart, as the database's unaccent writes them. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
}

/** One character as search compares it: lower case, no accent; nothing for an apostrophe. */
function foldCharacter(character: string): string {
  const plain = character.normalize('NFD').replace(/[\p{M}'’]/gu, '')
  return [...plain.toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join('')
}

export type Folded = {
  text: string
  /** For each character of `text`, where the one that it comes from begins in what was folded, and where that ends. */
  from: readonly number[]
  to: readonly number[]
}

/** Text as search compares it (search_form in the database), and the way back from each character to its source. */
export function foldWithPlaces(source: string): Folded {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  let at = 0
  for (const character of source) {
    const folded = foldCharacter(character)
    const end = at + character.length
    for (let n = 0; n < folded.length; n += 1) {
      from.push(at)
      to.push(end)
    }
    text += folded
    // A mark that follows its letter belongs to it.
    if (/\p{M}/u.test(character) && to.length > 0) to[to.length - 1] = end
    at = end
  }
  return { text, from, to }
}

/** Text as search compares it. */
export function fold(source: string): string {
  return foldWithPlaces(source).text
}

/** Words of letters and figures, folded. */
export function foldedWords(source: string): string[] {
  return fold(source).match(/[\p{L}\p{N}]+/gu) ?? []
}
