import { createHash } from 'node:crypto'

/** Ids that stay the same from start to start. */
export function idOf(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The id of a finder's row, by its place. */
export function rowId(finder: string, index: number): string {
  return idOf(`${finder} ${index}`)
}

/** What a field that leads to another row holds: as much of it as a question may ask for. */
export function rowAt(finder: string, index: number, name: string): Record<string, unknown> {
  return { id: rowId(finder, index), publicId: String(index + 1), name }
}
