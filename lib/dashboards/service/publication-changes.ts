import type { Publication, RowRule } from '../model'
import type { PublicationRow } from '../repository/publications'
import { loadRowRules } from './load-row-rules'

type Changes = Record<string, { before: unknown; after: unknown }>

/** What differs, for the audit record: rules as the conditions that they stand for today. `before` null: everything. */
export async function changesOf(before: Publication | null, after: PublicationRow): Promise<Changes> {
  const { templates } = await loadRowRules()
  const clauses = new Map(templates.map(({ key, clause }) => [key, clause]))
  const rulesOf = (rules: readonly RowRule[]) =>
    rules.map(({ datasetName, template }) => {
      if (template === null) return `${datasetName}: open to all who may see it`
      return `${datasetName}: ${template}, ${clauses.get(template) ?? 'a rule that is no more: nothing is shown'}`
    })
  const flat = (one: Publication | PublicationRow) => ({
    slug: one.slug,
    title: one.title,
    description: one.description,
    tags: one.tags,
    ownerId: one.ownerId,
    filters: one.filters.map(({ name }) => name),
    productFilter: one.productFilterId === null ? null : `${one.productFilterId} by ${one.productFilterBy}`,
    source: one.source,
    embeddedId: one.embeddedId,
    rules: rulesOf(one.rules),
    groups: one.groups,
    products: one.products.map((product) => (typeof product === 'string' ? product : product.code)),
  })
  const [old, now] = [before === null ? null : flat(before), flat(after)]
  const fields = Object.keys(now) as (keyof typeof now)[]
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(old?.[field] ?? null) !== JSON.stringify(now[field]))
      .map((field) => [field, { before: old?.[field] ?? null, after: now[field] }]),
  )
}
