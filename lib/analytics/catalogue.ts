import { namedParameters, SqlTokenError } from '@/lib/connectors/sql-tokens'
import { FrontMatterError, type LineOf, parseQueryFile } from './front-matter'
import type { Catalogue, CatalogueFault, Freshness, Parameter, Query, QueryKey } from './model'
import { parseParameterText } from './parameters'
import { type FrontMatter, queryKeySchema } from './schema'
import { SCOPE_NAMES } from './statement-parameters'

export type QueryFile = { file: string; text: string }

/** The files of `analytics/` as queries. A bad file is named with line and reason; the rest works. */
export function toCatalogue(files: readonly QueryFile[]): Catalogue {
  const queries = new Map<QueryKey, Query>()
  const faults: CatalogueFault[] = []
  for (const { file, text } of files) {
    try {
      const query = toQuery(file, text)
      queries.set(query.key, query)
    } catch (error) {
      if (!(error instanceof FrontMatterError)) throw error
      faults.push({ file, line: error.line, reason: error.message })
    }
  }
  return { queries, faults }
}

function toQuery(file: string, text: string): Query {
  const key = queryKeySchema.safeParse(file.replace(/\.sql$/, ''))
  if (!key.success)
    throw new FrontMatterError(1, `the file's name ${key.error.issues[0]?.message ?? 'is bad'}`)
  const { frontMatter, sql, sqlLine, lineOf } = parseQueryFile(text)
  if (sql === '') throw new FrontMatterError(sqlLine, 'there is no statement below the front matter')
  const { parameters, columns, chart, rowScope, freshness, ...rest } = frontMatter
  requireSameParameters({ sql, sqlLine, lineOf, frontMatter })
  return {
    ...rest,
    key: key.data,
    sql,
    rowScope: rowScope ?? null,
    parameters: Object.entries(parameters).map(([name, given]) => toParameter(name, given, lineOf)),
    columns: new Map(Object.entries(columns)),
    chart: chart === undefined ? null : { kind: chart.kind, x: chart.x ?? null, y: chart.y },
    freshness: toFreshness(freshness),
  }
}

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
  for (const name of SCOPE_NAMES) {
    if (frontMatter.rowScope !== undefined && !used.includes(name)) {
      throw new FrontMatterError(
        lineOf(['rowScope']),
        `the statement does not use $${name}, which rowScope binds`,
      )
    }
    if (frontMatter.rowScope === undefined && used.includes(name)) {
      throw new FrontMatterError(lineOfParameter(sql, sqlLine, name), `$${name} is bound only with rowScope`)
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
    type: given.type,
    defaultText: given.default ?? null,
    allowed: given.allowed ?? [],
  }
  for (const text of parameter.allowed) requireFit({ ...parameter, allowed: [] }, text, lineOf)
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
