import type { Ctx } from '@/lib/access/model'
import { readerRows } from '@/lib/analytics/service/reader-rows'
import { listDistinctGroupsOf } from '@/lib/products/service/find-products'
import { type Dataset, type DatasetDecision, decisionsOf, type Publication } from '../model'
import { ALL_ROWS, NO_ROWS, type RowReach, type RuleTemplate, renderRule } from '../row-rule'
import { loadRowRules } from './load-row-rules'

export type DatasetRule = { datasetId: number; dataset: string; clause: string }

/**
 * What each dataset of a dashboard shows to a reader at this moment: one rule for every one of them. What nobody has decided
 * on, and what was held to a template that is no more, shows nothing.
 */
export async function rulesInForce(
  ctx: Ctx,
  publication: Pick<Publication, 'tags' | 'rules'>,
  datasets: readonly Dataset[],
): Promise<DatasetRule[]> {
  const [reach, { templates }] = await Promise.all([rowReach(ctx, publication.tags), loadRowRules()])
  const byKey = new Map(templates.map((template) => [template.key, template]))
  return decisionsOf(datasets, publication.rules).map(({ id, name, decision }) => ({
    datasetId: id,
    dataset: name,
    clause: clauseOf(decision, byKey, reach),
  }))
}

function clauseOf(
  decision: DatasetDecision['decision'],
  templates: ReadonlyMap<string, RuleTemplate>,
  reach: RowReach,
): string {
  if (decision === 'undecided') return NO_ROWS
  if (decision === 'open') return ALL_ROWS
  const template = templates.get(decision.template)
  return template === undefined ? NO_ROWS : renderRule(template, reach)
}

async function rowReach(ctx: Ctx, tags: readonly string[]): Promise<RowReach> {
  const rows = readerRows(ctx, tags)
  if (rows.reach !== 'groups') return { reach: rows.reach }
  const names = new Map(
    (await listDistinctGroupsOf(rows.productGroups)).map(({ code, name }) => [code, name]),
  )
  return {
    reach: 'groups',
    groups: rows.productGroups.map((code) => ({ code, name: names.get(code) ?? null })),
  }
}
