import type { Publication, PublishedDocument } from '@/lib/search/model'
import type { Catalogue } from './model'
import { currentCatalogue } from './service/reach'

let published: { catalogue: Catalogue; documents: readonly PublishedDocument[] } | undefined

/** Title, description and tags of each query; its statement is for those alone who may read it. */
async function documents(): Promise<readonly PublishedDocument[]> {
  const catalogue = await currentCatalogue()
  if (published?.catalogue !== catalogue) {
    const made = [...catalogue.queries.values()].map(({ key, title, description, tags, rowScope }) => ({
      ref: key,
      title,
      keywords: tags.join(' '),
      body: description,
      place: key,
      tags,
      byAnyGroup: rowScope === 'productGroup',
    }))
    published = { catalogue, documents: made }
  }
  return published.documents
}

/** The queries of `analytics/`. */
export const publications: readonly Publication[] = [
  {
    kind: 'query',
    right: 'read:query',
    hrefOf: (key) => `/analytics/${encodeURIComponent(key)}`,
    documents,
  },
]
