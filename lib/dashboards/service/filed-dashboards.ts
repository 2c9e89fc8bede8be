import { referredBy } from '@/lib/access/service/refer-to-people'
import { type FileFault, readYamlFiles } from '@/lib/platform/yaml-file'
import { type FiledDashboard, parseDashboardFile } from '../dashboard-file'
import { dashboardsFolder } from '../folder'
import { type FoundRow, listFound } from '../repository/found'
import type { PublishInput } from '../schema'
import { loadRowRules, ROW_RULES_FILE } from './load-row-rules'

/** A file of dashboards/ as what publishing takes, the version left out. */
export type ReadyFile = { slug: string; file: string; input: Omit<PublishInput, 'version'> }

export type FiledDashboards = { ready: ReadyFile[]; faults: FileFault[] }

/** Every file of `dashboards/`, held against what the registry knows; and all that is wrong with those that do not hold. */
export async function filedDashboards(): Promise<FiledDashboards> {
  const [files, { templates, faults }, found] = await Promise.all([
    readYamlFiles(dashboardsFolder()),
    loadRowRules(),
    listFound(),
  ])
  const rules = new Set(templates.map(({ key }) => key))
  const ready: ReadyFile[] = []
  const all = [...faults]
  for (const file of files.filter(({ name }) => name !== ROW_RULES_FILE)) {
    const parsed = parseDashboardFile(file)
    if ('faults' in parsed) {
      all.push(...parsed.faults)
      continue
    }
    const made = await toInput(parsed.dashboard, found, rules)
    if ('faults' in made) all.push(...made.faults)
    else ready.push(made)
  }
  return { ready, faults: all }
}

type Fault = (path: readonly string[], reason: string) => null

async function toInput(
  { slug, file, config, lineOf }: FiledDashboard,
  found: readonly FoundRow[],
  rules: ReadonlySet<string>,
): Promise<ReadyFile | { faults: FileFault[] }> {
  const faults: FileFault[] = []
  const fault: Fault = (path, reason) => {
    faults.push({ file, line: lineOf(path), key: path.join('.'), reason })
    return null
  }
  const live = found.filter(({ goneAt }) => goneAt === null)
  const { dashboard: wanted } = config
  const named = live.filter((one) => one.upstreamId === wanted || one.slug === wanted)
  const [target] = named.length > 0 ? named : live.filter(({ title }) => title === wanted)
  if (target === undefined) {
    fault(['dashboard'], `Superset tells of no dashboard with the id, slug or title ${wanted}`)
    return { faults }
  }
  const ids = filterIds(config, target, fault)
  const ownerId = config.owner === undefined ? null : await ownerOf(config.owner, fault)
  const decided = decisions(config, target, { rules, fault })
  if (faults.length > 0) return { faults }
  const { title, description, tags, productGroups: groups, products, productFilter } = config
  const filters = [...ids.values()]
  const productFilterId = productFilter === undefined ? null : (ids.get(productFilter.filter) ?? null)
  const facts = { slug, title, description, tags, groups, products, filters, ownerId, rules: decided }
  const productFilterBy = productFilter?.by ?? 'code'
  return { slug, file, input: { ...facts, upstreamId: target.upstreamId, productFilterId, productFilterBy } }
}

function filterIds(config: DashboardConfig, target: FoundRow, fault: Fault): Map<string, string> {
  const ids = new Map<string, string>()
  for (const [index, name] of config.filters.entries()) {
    const filter = target.filters.find((one) => one.name === name || one.id === name)
    if (filter === undefined) fault(['filters', String(index)], `the dashboard has no filter ${name}`)
    else ids.set(name, filter.id)
  }
  const own = config.productFilter?.filter
  if (own !== undefined && !ids.has(own)) {
    fault(['productFilter', 'filter'], `${own} is none of the filters that are allowed above`)
  }
  return ids
}

type DashboardConfig = FiledDashboard['config']

async function ownerOf(owner: string, fault: Fault): Promise<string | null> {
  const referred = (await referredBy([owner])).get(owner)
  if (referred?.found === 'one') return referred.id
  return fault(
    ['owner'],
    referred?.found === 'several' ? `${owner} means several people` : `nobody here is ${owner}`,
  )
}

function decisions(
  config: DashboardConfig,
  target: FoundRow,
  { rules, fault }: { rules: ReadonlySet<string>; fault: Fault },
): Record<string, string> {
  const decided: Record<string, string> = {}
  for (const [name, choice] of Object.entries(config.rows)) {
    const dataset = target.datasets.find((one) => one.name === name)
    if (dataset === undefined) fault(['rows', name], 'is no dataset of this dashboard')
    else decided[String(dataset.id)] = choice
    if (choice !== 'open' && !rules.has(choice)) {
      fault(['rows', name], `there is no rule ${choice} in dashboards/${ROW_RULES_FILE}`)
    }
  }
  for (const { id, name } of target.datasets) {
    if (!(String(id) in decided)) fault(['rows'], `${name} has neither a rule nor the word open`)
  }
  return decided
}
