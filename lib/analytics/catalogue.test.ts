import { describe, expect, it } from 'vitest'
import { toCatalogue } from './catalogue'
import type { Query, QueryKey } from './model'

const FRONT = ['title: Orders', 'owner: Sales', 'sources: [orders]']

function file(front: readonly string[], sql: string, name = 'orders.sql') {
  return { file: name, text: ['/*---', ...front, '---*/', sql, ''].join('\n') }
}

function queryOf(front: readonly string[], sql = 'SELECT 1 AS one'): Query | undefined {
  const { queries, faults } = toCatalogue([file([...FRONT, ...front], sql)])
  expect(faults).toEqual([])
  return queries.get('orders' as QueryKey)
}

describe('a file of analytics/', () => {
  it('is a query with what its front matter says', () => {
    const front = [
      'description: >',
      '  Two lines',
      '  of words.',
      'tags: [sales]',
      'rowScope: productGroup',
      'freshness: 6 hours',
      'parameters:',
      '  since: { type: date, default: "1996-07-04", label: Since }',
      '  kind: { type: text, allowed: [a, b] }',
      'chart: { kind: line, x: month, y: total }',
      'columns:',
      '  total: { label: Total, decimals: 2, total: true }',
    ]
    const sql = 'SELECT 1 WHERE $scope_all OR $scope_groups OR $since OR $kind;'
    expect(queryOf(front, sql)).toEqual({
      key: 'orders',
      title: 'Orders',
      owner: 'Sales',
      sources: ['orders'],
      description: 'Two lines of words.',
      tags: ['sales'],
      right: 'read:query',
      rowScope: 'productGroup',
      scopeColumn: null,
      orderBy: [],
      engine: null,
      freshness: { kind: 'within', seconds: 21_600, text: '6 hours' },
      parameters: [
        {
          name: 'since',
          label: 'Since',
          description: '',
          type: 'date',
          list: false,
          defaultText: '1996-07-04',
          allowed: [],
          allowedFrom: null,
        },
        {
          name: 'kind',
          label: 'kind',
          description: '',
          type: 'text',
          list: false,
          defaultText: null,
          allowed: ['a', 'b'],
          allowedFrom: null,
        },
      ],
      chart: {
        kind: 'line',
        x: 'month',
        y: 'total',
        series: null,
        value: null,
        comparison: null,
        label: null,
      },
      columns: new Map([['total', { label: 'Total', decimals: 2, total: true }]]),
      sql: 'SELECT 1 WHERE $scope_all OR $scope_groups OR $since OR $kind',
    })
  })

  it('may take lists, what another query lists, one engine, and a scope by column', () => {
    const front = [
      'rowScope: { column: product_group_code }',
      'orderBy: [revenue desc, product]',
      'engine: dremio',
      'parameters:',
      '  months: { type: list, of: date, default: ["1997-01-01", "1997-02-01"] }',
      '  group: { type: text, allowedFrom: { query: groups, column: code } }',
    ]
    const text = file([...FRONT, ...front], 'SELECT a FROM t WHERE m IN $months AND g = $group')
    const { queries, faults } = toCatalogue([file(FRONT, 'SELECT 1', 'groups.sql'), text])
    expect(faults).toEqual([])
    expect(queries.get('orders' as QueryKey)).toMatchObject({
      rowScope: 'productGroup',
      scopeColumn: 'product_group_code',
      orderBy: [
        { column: 'revenue', descending: true },
        { column: 'product', descending: false },
      ],
      engine: 'dremio',
      parameters: [
        { name: 'months', type: 'date', list: true, defaultText: '1997-01-01, 1997-02-01' },
        { name: 'group', allowed: [], allowedFrom: { query: 'groups', column: 'code' } },
      ],
    })
  })

  it.each([
    ['{ kind: figure, y: a, comparison: b }'],
    ['{ kind: line, x: a, y: b, series: c }'],
    ['{ kind: stacked, x: a, y: b, series: c }'],
    ['{ kind: scatter, x: a, y: b, series: c, label: d }'],
    ['{ kind: heatmap, x: a, y: b, value: c }'],
  ])('may be drawn as %s', (chart) => {
    expect(queryOf([`chart: ${chart}`])?.chart).toMatchObject({ kind: /kind: (\w+)/.exec(chart)?.[1] })
  })

  it('may be written with the line ends of Windows and a byte order mark', () => {
    const text = `\uFEFF${file(FRONT, 'SELECT 1').text.replaceAll('\n', '\r\n')}`
    expect(toCatalogue([{ file: 'orders.sql', text }]).queries.size).toBe(1)
  })

  it('does not take a $ within text, names, comments and dollar quotes for a parameter', () => {
    const sql = `SELECT '$a' AS "$b", $$ $c $$ AS d, $tag$ $e $tag$ AS f -- $g\n/* $h */`
    expect(queryOf([], sql)?.parameters).toEqual([])
  })

  it('that is bad is named with line and reason, and the rest works', () => {
    const good = file(FRONT, 'SELECT 1', 'good.sql')
    const bad = file([...FRONT, 'colour: red'], 'SELECT 1', 'bad.sql')
    const { queries, faults } = toCatalogue([bad, good])
    expect([...queries.keys()]).toEqual(['good'])
    expect(faults).toEqual([{ file: 'bad.sql', line: 5, reason: 'colour: is not known here' }])
  })
})
