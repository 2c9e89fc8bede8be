const ITEM = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y

/**
 * The items of a list as it stands in an address: `Beverages, "Meat, Poultry"`. Quotes are needed around a comma, a quote,
 * or blanks at an end; a quote within them is doubled. Null where a quote is not closed.
 */
export function parseListText(text: string): string[] | null {
  if (text.trim() === '') return []
  const items: string[] = []
  ITEM.lastIndex = 0
  for (;;) {
    const [, quoted, bare = '', end] = ITEM.exec(text) ?? []
    if (end === undefined) return null
    items.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'))
    if (end === '') return items
  }
}

export function toListText(items: readonly string[]): string {
  return items
    .map((item) =>
      /[",]/.test(item) || item !== item.trim() || item === '' ? `"${item.replaceAll('"', '""')}"` : item,
    )
    .join(', ')
}
