import { namedParameters, SqlTokenError, tokenizeSql } from '@/lib/connectors/sql-tokens'
import { AD_HOC_KEY } from './ad-hoc'
import { FrontMatterError, type LineOf, parseQueryFile } from './front-matter'
import { toListText } from './list-text'
import type { Catalogue, CatalogueFault, Freshness, Parameter, Query, QueryKey } from './model'
import { parseParameterText } from './parameters'
import { type FrontMatter, queryKeySchema } from './schema'
import { SCOPE_NAMES } from './statement-parameters'

export type QueryFile = { file: string; text: string }

type Read = { file: string; query: Query; lineOf: LineOf }

/** The files of `analytics/` as queries. A bad file is named with line and reason; the rest works. */
export function toCatalogue(files: readonly QueryFile[]): Catalogue {
  const read: Read[] = []
  const faults: CatalogueFault[] = []
  for (const { file, text } of files) {
    try {
      read.push({ file, ...toQuery(file, text) })
    } catch (error) {
      if (!(error instanceof FrontMatterError)) throw error
      faults.push({ file, line: error.line, reason: error.message })
    }
  }
  const queries = new Map(read.map(({ query }) => [query.key, query]))
  for (const { file, query, lineOf } of read) {
    const bad = query.parameters.find((parameter) => badSource(parameter, queries) !== null)
    if (bad === undefined) continue
    const line = lineOf(['parameters', bad.name, 'allowedFrom'])
    faults.push({ file, line, reason: `${bad.name}: ${badSource(bad, queries)}` })
    queries.delete(query.key)
  }
  return { queries, faults }
}

/** Why a query cannot list what a parameter allows. One that asks for another list itself could go in a circle. */
function badSource({ allowedFrom }: Parameter, queries: ReadonlyMap<QueryKey, Query>): string | null {
  if (allowedFrom === null) return null
  const source = queries.get(allowedFrom.query)
  if (source === undefined) return `there is no query ${allowedFrom.query}`
  return source.parameters.some((parameter) => parameter.allowedFrom !== null)
    ? `${allowedFrom.query} takes what it allows from a query itself`
    : null
}

function toQuery(file: string, text: string): { query: Query; lineOf: LineOf } {
  const key = queryKeySchema.safeParse(file.replace(/\.sql$/, ''))
  if (!key.success)
    throw new FrontMatterError(1, `the file's name ${key.error.issues[0]?.message ?? 'is bad'}`)
  if (key.data === AD_HOC_KEY)
    throw new FrontMatterError(
      1,
      `the file's name is taken: /analytics/${AD_HOC_KEY} is a page of the portal`,
    )
  const { frontMatter, sql, sqlLine, lineOf } = parseQueryFile(text)
  if (sql === '') throw new FrontMatterError(sqlLine, 'there is no statement below the front matter')
  const { parameters, columns, chart, rowScope, orderBy, engine, freshness, ...rest } = frontMatter
  const statement = { sql, sqlLine, lineOf, frontMatter }
  requireSameParameters(statement)
  requireRoomForScope(statement)
  const query: Query = {
    ...rest,
    key: key.data,
    sql,
    rowScope: rowScope === undefined ? null : 'productGroup',
    scopeColumn: typeof rowScope === 'object' ? rowScope.column : null,
    orderBy: orderBy ?? [],
    engine: engine ?? null,
    parameters: Object.entries(parameters).map(([name, given]) => toParameter(name, given, lineOf)),
    columns: new Map(Object.entries(columns)),
    chart: chart === undefined ? null : { ...NO_COLUMNS, ...chart },
    freshness: toFreshness(freshness),
  }
  return { query, lineOf }
}

const NO_COLUMNS = { x: null, series: null, value: null, comparison: null, label: null }

type StatementToCheck = { sql: string; sqlLine: number; lineOf: LineOf; frontMatter: FrontMatter }

/** What is declared is used and what is used is declared; rows are bound to the reader where the front matter says so. */
function requireSameParameters({ sql, sqlLine, lineOf, frontMatter }: StatementToCheck): void {
  const used = parametersOf(sql, sqlLine)
  const declared = Object.keys(frontMatter.parameters)
  for (const name of declared) {
    const line = lineOf(['parameters', name])
    if (SCOPE_NAMES.includes(name)) throw new FrontMatterError(line, `$${name} is bound by the portal itself`)
    if (!used.includes(name)) throw new FrontMatterError(line, `the statement does not use $${name}`)
  }
  for (const name of used) {
    if (SCOPE_NAMES.includes(name) || declared.includes(name)) continue
    throw new FrontMatterError(lineOfParameter(sql, sqlLine, name), `$${name} is not declared in parameters`)
  }
  const binds = frontMatter.rowScope === 'productGroup'
  for (const name of SCOPE_NAMES) {
    if (binds && !used.includes(name)) {
      throw new FrontMatterError(
        lineOf(['rowScope']),
        `the statement does not use $${name}, which rowScope binds`,
      )
    }
    if (!binds && used.includes(name)) {
      throw new FrontMatterError(
        lineOfParameter(sql, sqlLine, name),
        `$${name} is bound only with rowScope: productGroup`,
      )
    }
  }
}

const NO_ROOM = new Set(['ORDER', 'LIMIT', 'OFFSET', 'FETCH'])

/**
 * A statement whose rows the portal holds to the reader's groups stands in brackets: it cannot close them, and what it
 * ordered or cut would be undone, or done before the rows of others are left out.
 */
function requireRoomForScope({ sql, sqlLine, lineOf, frontMatter }: StatementToCheck): void {
  if (typeof frontMatter.rowScope !== 'object') {
    if (frontMatter.orderBy === undefined) return
    throw new FrontMatterError(lineOf(['orderBy']), 'orderBy: goes with rowScope: { column: … } alone')
  }
  let depth = 0
  for (const { kind, text, start } of tokenizeSql(sql)) {
    const line = () => sqlLine + sql.slice(0, start).split('\n').length - 1
    if (kind === 'symbol' && text === '(') depth += 1
    if (kind === 'symbol' && text === ')') depth -= 1
    if (depth < 0) throw new FrontMatterError(line(), 'a bracket is closed that was not opened')
    if (depth === 0 && kind === 'word' && NO_ROOM.has(text.toUpperCase())) {
      throw new FrontMatterError(
        line(),
        `${text} has no room beside rowScope: { column: … }: say orderBy in the front matter`,
      )
    }
  }
}

function parametersOf(sql: string, sqlLine: number): string[] {
  try {
    return namedParameters(sql)
  } catch (error) {
    if (!(error instanceof SqlTokenError)) throw error
    throw new FrontMatterError(sqlLine + sql.slice(0, error.start).split('\n').length - 1, error.message)
  }
}

function lineOfParameter(sql: string, sqlLine: number, name: string): number {
  return sqlLine + sql.slice(0, sql.indexOf(`$${name}`)).split('\n').length - 1
}

type DeclaredParameter = FrontMatter['parameters'][string]

function toParameter(name: string, given: DeclaredParameter, lineOf: LineOf): Parameter {
  const parameter: Parameter = {
    name,
    label: given.label ?? name.replaceAll('_', ' '),
    description: given.description,
    type: given.type === 'list' ? (given.of ?? 'text') : given.type,
    list: given.type === 'list',
    defaultText: Array.isArray(given.default) ? toListText(given.default) : (given.default ?? null),
    allowed: given.allowed ?? [],
    allowedFrom: given.allowedFrom ?? null,
  }
  for (const text of parameter.allowed) requireFit({ ...parameter, allowed: [], list: false }, text, lineOf)
  if (parameter.defaultText !== null) requireFit(parameter, parameter.defaultText, lineOf)
  return parameter
}

function requireFit(parameter: Parameter, text: string, lineOf: LineOf): void {
  const parsed = parseParameterText(parameter, text)
  if (parsed.ok) return
  throw new FrontMatterError(
    lineOf(['parameters', parameter.name]),
    `${parameter.name}: “${text}” ${parsed.reason}`,
  )
}

const SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const

function toFreshness(text: string): Freshness {
  const match = /^(\d+) (minute|hour|day)s?$/.exec(text)
  if (match === null) return { kind: 'static' }
  return { kind: 'within', seconds: Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS], text }
}
