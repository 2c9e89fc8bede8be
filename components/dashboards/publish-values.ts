import type { Publication, ToPublish } from '@/lib/dashboards/model'

export type Values = Readonly<Record<string, string>>

/** What the form begins with: what was decided, or what Superset suggests. */
export function toPublishValues({ found, publication, decisions }: ToPublish): Values {
  const rules = decisions.map(({ id, decision }) => {
    const chosen = typeof decision === 'string' ? decision : decision.template
    return [`rule.${id}`, chosen === 'undecided' ? '' : chosen] as const
  })
  return {
    ...(publication === null ? suggested(found) : decided(publication)),
    ...Object.fromEntries(rules),
  }
}

function decided(publication: Publication): Values {
  const { slug, title, description, productFilterBy } = publication
  return {
    ...{ slug, title, description, productFilterBy },
    tags: publication.tags.join(', '),
    ownerId: publication.ownerId ?? '',
    filters: publication.filters.map(({ id }) => id).join('\n'),
    productFilterId: publication.productFilterId ?? '',
    groups: publication.groups.join(', '),
    products: publication.products.join(', '),
  }
}

function suggested({ title, slug }: ToPublish['found']): Values {
  return { title, slug: toSlug(slug ?? title), productFilterBy: 'code' }
}

/** Words in lower case joined by hyphens; marks above letters are left out. */
export function toSlug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-|-$/g, '')
}
