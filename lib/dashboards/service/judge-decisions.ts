import type { Ctx } from '@/lib/access/model'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { isConnectorError } from '@/lib/connectors/errors'
import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { listGroupsOf, listReachableByCode } from '@/lib/products/service/find-products'
import type { AllowedFilter, DashboardSlug, Dataset, Publication, RowRule } from '../model'
import type { FoundRow } from '../repository/found'
import type { PublicationRow } from '../repository/publications'
import { columnsOf, type RuleTemplate } from '../row-rule'
import type { PublishInput } from '../schema'
import { loadRowRules } from './load-row-rules'
import { superset } from './superset'

type Judged = Omit<PublicationRow, 'upstreamId' | 'embeddedId' | 'source' | 'asOf' | 'goneAt' | 'publishedAt'>

type Known = { found: FoundRow; before: Publication | null }

/**
 * What was decided of a dashboard, held against what is there: its datasets as Superset has them now, its filters, the
 * portal's products, groups and people. @throws AppError VALIDATION naming each field; ConnectorError
 */
export async function judgeDecisions(ctx: Ctx, input: PublishInput, known: Known): Promise<Judged> {
  const { found, before } = known
  const errors: FieldErrors = {}
  const datasets = await superset().client.readDatasets(found.number, { requestId: ctx.requestId })
  if (datasets.length === 0)
    errors._ = ['It has no chart yet, so there is nothing to hold to anybody’s rows.']
  const rules = await judgeRules(ctx, input, datasets, errors)
  const filters = judgeFilters(input, found, errors)
  const groups = await judgeGroups(input, errors)
  const products = await judgeProducts(ctx, input, errors)
  const { ownerId } = input
  if (ownerId !== null && ownerId !== before?.ownerId && !(await isPersonToChoose(ownerId))) {
    errors.ownerId = ['Choose one of the people.']
  }
  if (Object.keys(errors).length > 0) throw new AppError('VALIDATION', { fieldErrors: errors })
  const { title, description, tags, productFilterId, productFilterBy } = input
  return {
    slug: input.slug as DashboardSlug,
    ...{ title, description, tags: tags.toSorted(), ownerId, productFilterId, productFilterBy },
    ...{ rules, filters, groups, products },
  }
}

async function judgeRules(
  ctx: Ctx,
  { rules }: PublishInput,
  datasets: readonly Dataset[],
  errors: FieldErrors,
): Promise<RowRule[]> {
  const { templates } = await loadRowRules()
  const decided: RowRule[] = []
  for (const { id, name } of datasets) {
    const choice = rules[String(id)]
    const template = templates.find(({ key }) => key === choice)
    const fault = await ruleFault(ctx, { id, choice, template })
    if (fault !== null) errors[`rule.${id}`] = [`${name}: ${fault}`]
    decided.push({ datasetId: id, datasetName: name, template: template?.key ?? null })
  }
  return decided.toSorted((one, other) => one.datasetId - other.datasetId)
}

async function ruleFault(
  ctx: Ctx,
  { id, choice, template }: { id: number; choice: string | undefined; template: RuleTemplate | undefined },
): Promise<string | null> {
  if (choice === undefined)
    return 'choose what holds its rows, or that it is open to all who may see the dashboard.'
  if (choice === 'open') return null
  if (template === undefined) return `there is no rule ${choice} in dashboards/row-rules.yaml.`
  const missing = await missingColumns(ctx, id, template)
  return missing.length === 0
    ? null
    : `it has no column ${missing.join(', ')}, which the rule ${choice} names.`
}

async function missingColumns(ctx: Ctx, id: number, { clause }: RuleTemplate): Promise<string[]> {
  try {
    const columns = await superset().client.readColumns(id, { requestId: ctx.requestId })
    const there = new Set(columns.map((column) => column.toLowerCase()))
    return columnsOf(clause).filter((column) => !there.has(column))
  } catch (error) {
    // Not the account's to read: then a rule on a column that is not there shows an error, and no row.
    if (isConnectorError(error) && (error.status === 403 || error.status === 404)) return []
    throw error
  }
}

function judgeFilters(
  { filters, productFilterId }: PublishInput,
  found: FoundRow,
  errors: FieldErrors,
): AllowedFilter[] {
  const allowed = found.filters.filter(({ id }) => filters.includes(id))
  if (allowed.length < filters.length) {
    errors.filters = [
      'One of these is no filter of the dashboard any more. Refresh the list, and choose again.',
    ]
  }
  if (productFilterId === null) return allowed
  const own = allowed.find(({ id }) => id === productFilterId)
  if (own === undefined) errors.productFilterId = ['Choose one of the filters that an address may set.']
  else if (own.kind !== 'select')
    errors.productFilterId = ['Choose a filter of values, not of time or of a range.']
  return allowed
}

async function judgeGroups({ groups }: PublishInput, errors: FieldErrors): Promise<string[]> {
  const there = new Set((await listGroupsOf(groups)).map(({ code }) => code))
  const missing = groups.filter((code) => !there.has(code))
  if (missing.length > 0) errors.groups = [`There is no product group ${missing.join(', ')}.`]
  return groups.toSorted()
}

async function judgeProducts(
  ctx: Ctx,
  { products }: PublishInput,
  errors: FieldErrors,
): Promise<Judged['products']> {
  if (products.length === 0) return []
  const there = await listReachableByCode(ctx, products)
  const codes = new Set(there.map(({ code }) => code.toLowerCase()))
  const missing = products.filter((code) => !codes.has(code.toLowerCase()))
  if (missing.length > 0)
    errors.products = [`There is no product ${missing.join(', ')}, or none that you may open.`]
  return there
    .map(({ id, code }) => ({ id, code }))
    .toSorted((one, other) => (one.code < other.code ? -1 : 1))
}
