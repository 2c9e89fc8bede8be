import { describe, expect, it } from 'vitest'
import { renderStatement } from '@/lib/connectors/sql-literals'
import { toStatement } from './statement'

const PLAIN = { sql: 'SELECT 1', rowScope: null, scopeColumn: null, orderBy: [] }
const BOUND = { p: { type: 'text' as const, value: 'x' } }
const SCOPED = {
  sql: 'SELECT code, revenue FROM t -- all',
  rowScope: 'productGroup' as const,
  scopeColumn: 'code',
  orderBy: [
    { column: 'revenue', descending: true },
    { column: 'code', descending: false },
  ],
}

describe('what the engine is asked', () => {
  it('is the statement itself where there is no scope', () => {
    expect(toStatement(PLAIN, BOUND, { reach: 'all' })).toEqual({ sql: 'SELECT 1', values: BOUND })
  })

  it('is the statement itself with the groups, where it binds them', () => {
    const query = { ...PLAIN, rowScope: 'productGroup' as const }
    const asked = toStatement(query, BOUND, { reach: 'groups', productGroups: ['A'] })
    expect(asked.sql).toBe('SELECT 1')
    expect(asked.values).toMatchObject({
      ...BOUND,
      scope_all: { value: false },
      scope_groups: { value: ['A'] },
    })
  })

  it('is held to the scope column by the portal, and ordered by it', () => {
    const { sql, values } = toStatement(SCOPED, BOUND, { reach: 'groups', productGroups: ['A', `B'`] })
    expect(sql).toBe(
      [
        'SELECT * FROM (',
        'SELECT code, revenue FROM t -- all',
        ') AS "answer"',
        'WHERE $scope_all OR "answer"."code" IN $scope_groups',
        'ORDER BY "answer"."revenue" DESC NULLS LAST, "answer"."code" ASC NULLS LAST',
      ].join('\n'),
    )
    expect(renderStatement(sql, values)).toContain(`WHERE FALSE OR "answer"."code" IN ('A', 'B''')`)
  })

  it('has no rows without a grant', () => {
    const { sql, values } = toStatement(SCOPED, {}, { reach: 'none' })
    expect(renderStatement(sql, values)).toContain('WHERE FALSE OR "answer"."code" IN (SELECT')
  })
})
