/** The server has no fonts to measure with: how wide a letter is, as a part of its size, on the safe side. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
const NONE = /\p{M}|\p{Cf}|\p{Cc}/u
const BROAD = /[mwMW@%&]/
const CAPITAL = /\p{Lu}/u
const NARROW = /[ijlftrI.,:;'|!()[\] ]/

function widthOfLetter(letter: string): number {
  if (NONE.test(letter)) return 0
  if (WIDE.test(letter)) return 1.05
  if (BROAD.test(letter)) return 0.9
  if (CAPITAL.test(letter)) return 0.68
  return NARROW.test(letter) ? 0.36 : 0.57
}

/** About how wide a text is, in pixels. */
export function textWidth(text: string, size: number): number {
  let width = 0
  for (const letter of text) width += widthOfLetter(letter)
  return Math.ceil(width * size)
}

/** Signs that turn the direction of what follows them. A drawing has no `<bdi>` to end them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g

/** A name among other words of a drawing: it turns none of them round. */
export function isolated(name: string): string {
  return `\u2068${name.replace(TURNS, '')}\u2069`
}

const MAX_MEASURED = 500

/** The text, or as much of its beginning as fits with an ellipsis behind it. */
export function fitText(given: string, { size, most }: { size: number; most: number }): string {
  const whole = given.replace(TURNS, '')
  const text = whole.slice(0, MAX_MEASURED)
  if (text === whole && textWidth(text, size) <= most) return text
  const room = most - textWidth('…', size)
  let width = 0
  let fitting = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += textWidth(segment, size)
    if (width > room) break
    fitting += segment
  }
  return `${fitting.trimEnd()}…`
}
