/** How an entity stands in the portal's addresses: by its number in the workspace, else by the portal's own id. */
export type EntityKey = { publicId: string } | { id: string }

/** The same rule as in the view `search_source_kb_entity`. */
const NUMBER = /^[0-9]{1,18}$/
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The last part of an entity's address. A title or a number of another shape never stands in it. */
export function toEntityKey({ id, publicId }: { id: string; publicId: string | null }): string {
  return publicId !== null && NUMBER.test(publicId) ? publicId : id
}

/** null: no entity can have such an address. */
export function parseEntityKey(word: string): EntityKey | null {
  if (NUMBER.test(word)) return { publicId: word }
  return ID.test(word) ? { id: word } : null
}
