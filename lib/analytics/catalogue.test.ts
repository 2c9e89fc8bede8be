import { describe, expect, it } from 'vitest'
import { toCatalogue } from './catalogue'
import type { Query, QueryKey } from './model'

const FRONT = ['title: Orders', 'owner: Sales', 'sources: [orders]']

function file(front: readonly string[], sql: string, name = 'orders.sql') {
  return { file: name, text: ['/*---', ...front, '---*/', sql, ''].join('\n') }
}

function faultOf(text: string, name = 'orders.sql') {
  const { queries, faults } = toCatalogue([{ file: name, text }])
  expect(queries.size).toBe(0)
  expect(faults).toHaveLength(1)
  return faults[0]
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
      freshness: { kind: 'within', seconds: 21_600, text: '6 hours' },
      parameters: [
        {
          name: 'since',
          label: 'Since',
          description: '',
          type: 'date',
          defaultText: '1996-07-04',
          allowed: [],
        },
        {
          name: 'kind',
          label: 'kind',
          description: '',
          type: 'text',
          defaultText: null,
          allowed: ['a', 'b'],
        },
      ],
      chart: { kind: 'line', x: 'month', y: 'total' },
      columns: new Map([['total', { label: 'Total', decimals: 2, total: true }]]),
      sql: 'SELECT 1 WHERE $scope_all OR $scope_groups OR $since OR $kind',
    })
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

describe('what is wrong with a file', () => {
  it.each<[string, readonly string[], string, number, RegExp]>([
    ['no owner', ['title: A', 'sources: [orders]'], 'SELECT 1', 2, /owner/],
    ['not YAML', ['title: A', 'owner: ['], 'SELECT 1', 4, /not YAML/],
    ['no statement', FRONT, '', 5, /no statement/],
    ['an unknown right', [...FRONT, 'right: read:everything'], 'SELECT 1', 5, /right/],
    ['an unknown kind of chart', [...FRONT, 'chart:', '  kind: pie', '  y: a'], 'SELECT 1', 6, /chart\.kind/],
    ['a line without x', [...FRONT, 'chart: { kind: line, y: a }'], 'SELECT 1', 5, /needs x/],
    ['a bad freshness', [...FRONT, 'freshness: soon'], 'SELECT 1', 5, /freshness/],
    [
      'a default that does not fit its type',
      [...FRONT, 'parameters:', '  n: { type: integer, default: many }'],
      'SELECT $n',
      6,
      /“many” is not a whole number/,
    ],
    [
      'a default that is not allowed',
      [...FRONT, 'parameters:', '  n: { type: integer, default: 3, allowed: [1, 2] }'],
      'SELECT $n',
      6,
      /is not one of 1, 2/,
    ],
    [
      'a parameter that is not used',
      [...FRONT, 'parameters:', '  n: { type: text }'],
      'SELECT 1',
      6,
      /does not use \$n/,
    ],
    ['a parameter that is not declared', FRONT, 'SELECT 1,\n  $n', 7, /\$n is not declared/],
    [
      'a scope that the statement forgets',
      [...FRONT, 'rowScope: productGroup'],
      'SELECT 1',
      5,
      /does not use \$scope_all/,
    ],
    [
      'half a scope',
      [...FRONT, 'rowScope: productGroup'],
      'SELECT $scope_all',
      5,
      /does not use \$scope_groups/,
    ],
    ['a scope that is not declared', FRONT, 'SELECT $scope_all', 6, /only with rowScope/],
    [
      'a parameter with a name of the portal',
      [...FRONT, 'parameters:', '  scope_all: { type: boolean, default: true }'],
      'SELECT $scope_all',
      6,
      /bound by the portal itself/,
    ],
    [
      'the end of a comment in the front matter',
      [...FRONT, 'description: a */ b'],
      'SELECT 1',
      5,
      /cannot hold/,
    ],
  ])('is named: %s', (_name, front, sql, line, reason) => {
    const fault = faultOf(file(front, sql).text)
    expect(fault).toMatchObject({ file: 'orders.sql', line })
    expect(fault?.reason).toMatch(reason)
  })

  it.each([
    ['no front matter', 'SELECT 1'],
    ['front matter without an end', '/*---\ntitle: A\nSELECT 1'],
  ])('is named: %s', (_name, text) => {
    expect(faultOf(text)).toMatchObject({ line: 1 })
  })

  it('is named: a file name that cannot be an address', () => {
    expect(faultOf(file(FRONT, 'SELECT 1').text, 'Orders 2.sql')?.reason).toMatch(/the file's name/)
  })
})
