import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { isConnectorError } from '@/lib/connectors/errors'
import type { Column, StatementShape } from '@/lib/connectors/tabular'
import { type QueryFile, toCatalogue } from '../catalogue'
import { engineFor } from '../engine'
import type { Engine } from '../engine-shape'
import { parseQueryFile } from '../front-matter'
import type { CatalogueFault, ChartSpec, Query, QueryKey } from '../model'
import { sampleValues } from '../parameters'
import { isFigure } from '../presentation'
import { findQueryFiles } from '../repository'
import { toStatement } from '../statement'
import { SCOPE_NAMES } from '../statement-parameters'

export type CatalogueCheck = {
  files: number
  queries: number
  faults: CatalogueFault[]
  /** Files whose engine could not be asked, and why. */
  untried: { file: string; reason: string }[]
}

/**
 * Looks at every file of `analytics/`: its front matter, whether its engine takes its statement, and whether chart,
 * columns, tables and lists of values that it names are there. Nothing is run.
 * @throws AppError FORBIDDEN without `readSql:query`; ConnectorError when the portal's own engine cannot be asked
 */
export async function checkQueries(ctx: Ctx): Promise<CatalogueCheck> {
  await requireRight(ctx, 'readSql:query')
  const files = await (await findQueryFiles()).read()
  const { queries, faults } = toCatalogue(files)
  const shapes = createShapes(queries)
  const found = [...faults]
  const untried: CatalogueCheck['untried'] = []
  for (const query of queries.values()) {
    const file = files.find(({ file: name }) => name === `${query.key}.sql`)
    if (file === undefined) continue
    try {
      found.push(...(await faultsOf(query, file, shapes)))
    } catch (error) {
      if (!isConnectorError(error) || query.engine === null) throw error
      untried.push({ file: file.file, reason: error.detail })
    }
  }
  found.sort((one, other) => one.file.localeCompare(other.file, 'en') || one.line - other.line)
  return { files: files.length, queries: queries.size, faults: found, untried }
}

type Shapes = {
  ofQuery: (query: Query) => Promise<StatementShape>
  ofKey: (key: QueryKey) => Promise<StatementShape | null>
  hasTable: (engine: Engine, name: string) => Promise<boolean>
}

/** Each statement and each engine's tables are asked for once. */
function createShapes(queries: ReadonlyMap<QueryKey, Query>): Shapes {
  const tables = new Map<Engine, Promise<Set<string>>>()
  const known = new Map<QueryKey, Promise<StatementShape>>()
  const ofQuery = (query: Query) => {
    const { sql, values } = toStatement(query, sampleValues(query.parameters), { reach: 'all' })
    const shape = known.get(query.key) ?? engineFor(query).describe(sql, values)
    known.set(query.key, shape)
    return shape
  }
  return {
    ofQuery,
    ofKey: async (key) => {
      const query = queries.get(key)
      return query === undefined ? null : await ofQuery(query).catch(() => null)
    },
    hasTable: async (engine, name) => {
      const found = tables.get(engine) ?? engine.fetchTableNames().then(withoutSchemas)
      tables.set(engine, found)
      return (await found).has(name.toLowerCase())
    },
  }
}

/** A table is known by its whole path and by its last part: a query may leave the rest to the configuration. */
function withoutSchemas(names: readonly string[]): Set<string> {
  return new Set(
    names.flatMap((name) => [name, name.split('.').at(-1) ?? name].map((one) => one.toLowerCase())),
  )
}

async function faultsOf(query: Query, { file, text }: QueryFile, shapes: Shapes): Promise<CatalogueFault[]> {
  const { lineOf, sqlLine } = parseQueryFile(text)
  const faults: CatalogueFault[] = []
  const add = (path: readonly string[], reason: string) => faults.push({ file, line: lineOf(path), reason })
  for (const source of query.sources) {
    if (!(await shapes.hasTable(engineFor(query), source))) add(['sources'], `there is no table ${source}`)
  }
  for (const { name, allowedFrom } of query.parameters) {
    const shape = allowedFrom === null ? null : await shapes.ofKey(allowedFrom.query)
    if (allowedFrom === null || shape === null) continue
    if (shape.columns.some((column) => column.name === allowedFrom.column)) continue
    add(['parameters', name, 'allowedFrom'], `${allowedFrom.query} has no column ${allowedFrom.column}`)
  }
  try {
    const { columns, parameters } = await shapes.ofQuery(query)
    for (const [path, reason] of columnFaults(query, columns)) add(path, reason)
    const unread = parameters.find((name) => !isKnown(query, name))
    if (unread !== undefined) {
      faults.push({
        file,
        line: sqlLine,
        reason: `the engine finds a parameter ${unread} that is not declared`,
      })
    }
    return faults
  } catch (error) {
    if (!isConnectorError(error) || error.layer === 'unreachable') throw error
    return [...faults, { file, line: sqlLine, reason: `the engine does not take it: ${error.detail}` }]
  }
}

function isKnown({ parameters, rowScope }: Query, name: string): boolean {
  return (
    parameters.some((parameter) => parameter.name === name) ||
    (rowScope !== null && SCOPE_NAMES.includes(name))
  )
}

function columnFaults(query: Query, columns: readonly Column[]): [path: string[], reason: string][] {
  const found: [string[], string][] = []
  const byName = new Map(columns.map((column) => [column.name, column]))
  const missing = (name: string, path: string[]) => {
    if (!byName.has(name)) found.push([path, `there is no column ${name}`])
  }
  for (const name of query.columns.keys()) missing(name, ['columns', name])
  if (query.scopeColumn !== null) missing(query.scopeColumn, ['rowScope', 'column'])
  for (const { column } of query.orderBy) missing(column, ['orderBy'])
  for (const [role, name] of chartColumns(query.chart)) {
    missing(name, ['chart', role])
    const column = byName.get(name)
    if (column === undefined || isFigure(column) || !figureRoles(query.chart).includes(role)) continue
    found.push([['chart', role], `${name} holds no figures (${column.nativeType})`])
  }
  return found
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
