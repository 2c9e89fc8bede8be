import type { QuerySummary } from './model'

/** Queries that hold every word of the search in their title, description, owner or tags. */
export function searchQueries(queries: readonly QuerySummary[], search: string): QuerySummary[] {
  const words = fold(search).split(/\s+/).filter(Boolean)
  return queries.filter(({ key, title, description, owner, tags }) => {
    const text = fold([key, title, description, owner, ...tags].join(' '))
    return words.every((word) => text.includes(word))
  })
}

/** Without regard to case and accents. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
