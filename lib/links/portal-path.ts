/** A page of the knowledge base that one of the portal's own addresses leads to. */
export type KnowledgePage = { space: string; database: string | null }

/**
 * The page of the knowledge base that an address of the portal itself leads to; null for any other page of it. Products
 * and segments are left out on purpose: whether one is there is told only to those whose rights reach it, and a verdict
 * on a link is told to whoever reads the page that the link stands on.
 */
export function knowledgePageOf(url: URL): KnowledgePage | null {
  const [place, space, database] = url.pathname.split('/').slice(1).map(decoded)
  if (place !== 'kb' || space === undefined || space === '' || space === 'changes') return null
  return { space, database: database || null }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
