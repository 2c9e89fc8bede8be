/** A record of the portal that one of its own addresses leads to. */
export type PortalRecord =
  | { kind: 'product' | 'segment'; code: string }
  | { kind: 'knowledge'; space: string; database: string | null }

/** What stands below these places and is no record's code: the schemas of products and segments refuse them as codes. */
export const NO_CODES: Readonly<Record<'products' | 'segments', readonly string[]>> = {
  products: ['new', 'import', 'groups', 'export.csv', 'export.json', 'export.xlsx', 'tags.json'],
  segments: ['new', 'import', 'export', 'compare', 'codes.json'],
}

/** The record that an address of the portal itself leads to; null for any other page of it. */
export function portalRecordOf(url: URL): PortalRecord | null {
  const [place, first, second] = url.pathname.split('/').slice(1).map(decoded)
  if (first === undefined || first === '') return null
  if (place === 'products' || place === 'segments') {
    if (NO_CODES[place].includes(first.toLowerCase())) return null
    return { kind: place === 'products' ? 'product' : 'segment', code: first }
  }
  if (place !== 'kb' || first === 'changes') return null
  return { kind: 'knowledge', space: first, database: second || null }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
