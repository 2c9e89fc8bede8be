import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { isConnectorError } from '@/lib/connectors/errors'
import { type QueryFile, toCatalogue } from '../catalogue'
import { engine } from '../engine'
import { parseQueryFile } from '../front-matter'
import type { CatalogueFault, ChartSpec, Query } from '../model'
import { isFigure } from '../presentation'
import { findQueryFiles } from '../repository'

export type CatalogueCheck = { files: number; queries: number; faults: CatalogueFault[] }

/**
 * Looks at every file of `analytics/`: its front matter, whether the engine takes its statement, and whether chart,
 * columns and tables that it names are there. Nothing is run.
 * @throws AppError FORBIDDEN without `readSql:query`; ConnectorError when the engine cannot be asked
 */
export async function checkQueries(ctx: Ctx): Promise<CatalogueCheck> {
  await requireRight(ctx, 'readSql:query')
  const files = await (await findQueryFiles()).read()
  const { queries, faults } = toCatalogue(files)
  const tables = new Set(await engine().fetchTableNames())
  const found = [...faults]
  for (const query of queries.values()) {
    const file = files.find(({ file: name }) => name === `${query.key}.sql`)
    if (file !== undefined) found.push(...(await faultsOf(query, file, tables)))
  }
  found.sort((one, other) => one.file.localeCompare(other.file, 'en') || one.line - other.line)
  return { files: files.length, queries: queries.size, faults: found }
}

async function faultsOf(
  query: Query,
  { file, text }: QueryFile,
  tables: ReadonlySet<string>,
): Promise<CatalogueFault[]> {
  const { lineOf, sqlLine } = parseQueryFile(text)
  const faults = query.sources
    .filter((source) => !tables.has(source))
    .map((source) => ({ file, line: lineOf(['sources']), reason: `there is no table ${source}` }))
  try {
    const { columns } = await engine().describe(query.sql)
    const byName = new Map(columns.map((column) => [column.name, column]))
    const missing = (name: string, path: string[]) => {
      if (!byName.has(name)) faults.push({ file, line: lineOf(path), reason: `there is no column ${name}` })
    }
    for (const name of query.columns.keys()) missing(name, ['columns', name])
    if (query.scopeColumn !== null) missing(query.scopeColumn, ['rowScope', 'column'])
    for (const { column } of query.orderBy) missing(column, ['orderBy'])
    for (const [role, name] of chartColumns(query.chart)) {
      missing(name, ['chart', role])
      const column = byName.get(name)
      if (column === undefined || isFigure(column) || !figureRoles(query.chart).includes(role)) continue
      const reason = `${name} holds no figures (${column.nativeType})`
      faults.push({ file, line: lineOf(['chart', role]), reason })
    }
    return faults
  } catch (error) {
    if (!isConnectorError(error) || error.layer === 'unreachable') throw error
    return [...faults, { file, line: sqlLine, reason: `the engine does not take it: ${error.detail}` }]
  }
}

type ChartRole = Exclude<keyof ChartSpec, 'kind'>

function chartColumns(chart: ChartSpec | null): [ChartRole, string][] {
  if (chart === null) return []
  const roles: ChartRole[] = ['x', 'y', 'series', 'value', 'comparison', 'label']
  return roles.flatMap((role) => {
    const name = chart[role]
    return name === null ? [] : [[role, name]]
  })
}

/** Where a chart draws figures; elsewhere stands what they are of. */
function figureRoles(chart: ChartSpec | null): readonly ChartRole[] {
  if (chart?.kind === 'heatmap') return ['value']
  return chart?.kind === 'scatter' ? ['x', 'y'] : ['y', 'comparison']
}
