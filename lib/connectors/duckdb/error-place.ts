/** Where in a statement something is wrong: line and column from 1, the column in characters as editors count them. */
export type ErrorPlace = { line: number; column: number }

const SHOWN = /(?:^|\n)LINE (\d+): (.*)\n( *)\^/

/**
 * What the engine says of a statement, and the place that it points at. It shows the line, cut to what stands round the
 * place (`...`), with a caret below; the place is found in the statement's own line.
 */
export function splitMessage(message: string, sql: string): { words: string; place: ErrorPlace | null } {
  const match = SHOWN.exec(message)
  if (match === null) return { words: message.trim(), place: null }
  const words = message.slice(0, match.index).trim()
  const [, lineText = '', shown = '', indent = ''] = match
  const line = Number(lineText)
  const prefix = `LINE ${lineText}: `.length
  const source = sql.split('\n')[line - 1]
  if (source === undefined) return { words, place: null }
  const at = [...indent].length - prefix
  const column = columnOf(source, shown, at)
  return { words, place: { line, column } }
}

function columnOf(source: string, shown: string, caret: number): number {
  const cutBefore = shown.startsWith('...') && !source.startsWith(shown.slice(0, 4))
  const cutAfter = shown.endsWith('...') && !source.endsWith(shown.slice(-4))
  const excerpt = shown.slice(cutBefore ? 3 : 0, cutAfter ? -3 : undefined)
  const from = cutBefore ? source.indexOf(excerpt) : 0
  if (from < 0) return 1
  const column = from + caret - (cutBefore ? 3 : 0) + 1
  return Math.min(Math.max(1, column), source.length + 1)
}
