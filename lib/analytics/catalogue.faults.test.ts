import { describe, expect, it } from 'vitest'
import { toCatalogue } from './catalogue'

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

describe('what is wrong with a file', () => {
  it.each<[string, readonly string[], string, number, RegExp]>([
    ['no owner', ['title: A', 'sources: [orders]'], 'SELECT 1', 2, /owner/],
    ['not YAML', ['title: A', 'owner: ['], 'SELECT 1', 4, /not YAML/],
    ['no statement', FRONT, '', 5, /no statement/],
    ['an unknown right', [...FRONT, 'right: read:everything'], 'SELECT 1', 5, /right/],
    ['an unknown kind of chart', [...FRONT, 'chart:', '  kind: pie', '  y: a'], 'SELECT 1', 6, /chart\.kind/],
    ['a line without x', [...FRONT, 'chart: { kind: line, y: a }'], 'SELECT 1', 5, /needs x/],
    [
      'a stack without parts',
      [...FRONT, 'chart: { kind: stacked, x: b, y: a }'],
      'SELECT 1',
      5,
      /needs series/,
    ],
    [
      'a heat map without figures',
      [...FRONT, 'chart: { kind: heatmap, x: b, y: a }'],
      'SELECT 1',
      5,
      /needs value/,
    ],
    [
      'a bar with what it cannot show',
      [...FRONT, 'chart:', '  kind: bar', '  x: b', '  y: a', '  comparison: c'],
      'SELECT 1',
      9,
      /a bar chart has none/,
    ],
    ['an engine that is none', [...FRONT, 'engine: oracle'], 'SELECT 1', 5, /engine/],
    ['an order without a scope column', [...FRONT, 'orderBy: [a]'], 'SELECT 1', 5, /rowScope/],
    [
      'an order that is none',
      [...FRONT, 'rowScope: { column: a }', 'orderBy: [a; DROP]'],
      'SELECT 1',
      6,
      /is not a column/,
    ],
    [
      'a column of the scope that is no name',
      [...FRONT, 'rowScope: { column: "a\\" OR 1=1" }'],
      'SELECT 1',
      5,
      /rowScope/,
    ],
    [
      'an order within',
      [...FRONT, 'rowScope: { column: a }'],
      'SELECT 1\nORDER BY 1',
      8,
      /ORDER has no room/,
    ],
    ['a cut within', [...FRONT, 'rowScope: { column: a }'], 'SELECT 1 limit 5', 7, /limit has no room/],
    [
      'a statement that closes its brackets',
      [...FRONT, 'rowScope: { column: a }'],
      'SELECT 1) UNION (SELECT 2',
      7,
      /closed that was not opened/,
    ],
    [
      'a statement bound by itself as well',
      [...FRONT, 'rowScope: { column: a }'],
      'SELECT $scope_all',
      7,
      /only with rowScope: productGroup/,
    ],
    [
      'a list of nothing',
      [...FRONT, 'parameters:', '  n: { type: list }'],
      'SELECT $n',
      6,
      /says what it is a list of/,
    ],
    [
      'several values for one',
      [...FRONT, 'parameters:', '  n: { type: text, default: [a, b] }'],
      'SELECT $n',
      6,
      /only a list has several/,
    ],
    [
      'an item that does not fit its list',
      [...FRONT, 'parameters:', '  n: { type: list, of: integer, default: [1, x] }'],
      'SELECT $n',
      6,
      /holds “x”/,
    ],
    [
      'what is allowed said twice',
      [...FRONT, 'parameters:', '  n: { type: text, allowed: [a], allowedFrom: { query: b, column: c } }'],
      'SELECT $n',
      6,
      /there can be one/,
    ],
    [
      'a list from a query that is not there',
      [...FRONT, 'parameters:', '  n: { type: text, allowedFrom: { query: b, column: c } }'],
      'SELECT $n',
      6,
      /n: there is no query b/,
    ],
    [
      'a list from itself',
      [...FRONT, 'parameters:', '  n: { type: text, allowedFrom: { query: orders, column: c } }'],
      'SELECT $n',
      6,
      /from a query itself/,
    ],
    ['text without an end', FRONT, "SELECT 1,\n  'a", 7, /text has no end/],
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
