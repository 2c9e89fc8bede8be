import type { BoundValue } from '@/lib/connectors/tabular'
import type { OrderTerm, Query, RowAccess } from './model'
import { scopeValues } from './parameters'
import { SCOPE_ALL, SCOPE_GROUPS } from './statement-parameters'

export type Statement = { sql: string; values: Readonly<Record<string, BoundValue>> }

type Asked = Pick<Query, 'sql' | 'rowScope' | 'scopeColumn' | 'orderBy'>

/**
 * What the engine is asked: the query's statement with its parameters, held to the rows that the reader reaches. With a
 * scope column the portal itself keeps the rows whose group the reader has, around the statement; else the statement binds
 * the groups. Without a grant there are no rows either way.
 */
export function toStatement(
  query: Asked,
  bound: Readonly<Record<string, BoundValue>>,
  access: RowAccess,
): Statement {
  if (query.rowScope === null) return { sql: query.sql, values: bound }
  const values = { ...bound, ...scopeValues(access) }
  return { sql: query.scopeColumn === null ? query.sql : scopedSql(query, query.scopeColumn), values }
}

/** The statement in brackets, on lines of its own: a comment at its end takes nothing with it. */
function scopedSql({ sql, orderBy }: Asked, column: string): string {
  const at = (name: string) => `"answer"."${name}"`
  const order = orderBy.map(
    (term: OrderTerm) => `${at(term.column)} ${term.descending ? 'DESC' : 'ASC'} NULLS LAST`,
  )
  return [
    'SELECT * FROM (',
    sql,
    ') AS "answer"',
    `WHERE $${SCOPE_ALL} OR ${at(column)} IN $${SCOPE_GROUPS}`,
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
  ].join('\n')
}
