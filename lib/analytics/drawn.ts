/** Drawings are the same as long as what they are drawn from is: those made last are kept, so many characters of them. */
const KEPT_CHARACTERS = 8_000_000

let kept = new Map<string, string>()
let characters = 0

/** What `draw` makes of an input that can be written as JSON; made once for the same input. */
export function drawnOnce<Input>(input: Input, draw: (input: Input) => string): string {
  const key = JSON.stringify(input)
  const known = kept.get(key)
  if (known !== undefined) return known
  const drawing = draw(input)
  if (characters > KEPT_CHARACTERS) {
    kept = new Map()
    characters = 0
  }
  kept.set(key, drawing)
  characters += key.length + drawing.length
  return drawing
}
