import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenizeSql } from '@/lib/connectors/sql-tokens'
import { columnsOf, NO_ROWS, type RowReach, renderRule, templateFault } from './row-rule'

const byName = { key: 'group-names', title: 'By name', clause: 'category_name IN (:groupNames)' }
const byCode = { key: 'groups', title: 'By code', clause: 'product_group_code  IN ( :groups )' }

function reachOf(...names: (string | null)[]): RowReach {
  return { reach: 'groups', groups: names.map((name, index) => ({ code: `G-${index}`, name })) }
}

/** The values of the one list that a clause holds; fails when it holds anything beside `column IN (literals)`. */
function listIn(clause: string): string[] {
  const tokens = tokenizeSql(clause).filter(({ kind }) => kind !== 'space')
  const [column, word, open, ...rest] = tokens
  expect([column?.text, word?.text, open?.text, rest.pop()?.text]).toEqual(['category_name', 'IN', '(', ')'])
  return rest
    .map(({ kind, text }, index) => {
      if (index % 2 === 1) expect(text).toBe(',')
      else expect(kind).toBe('text')
      return text === ',' ? ',' : text.slice(1, -1).replaceAll("''", "'")
    })
    .filter((_, index) => index % 2 === 0)
}

describe('a row rule', () => {
  it('is filled with the names or the codes of the groups, each once, in order', () => {
    expect(renderRule(byName, reachOf('Seafood', 'Beverages', 'Seafood'))).toBe(
      "category_name IN ('Beverages', 'Seafood')",
    )
    expect(renderRule(byCode, reachOf('Seafood', null))).toBe("product_group_code  IN ( 'G-0', 'G-1' )")
  })

  it('shows nothing without a grant, and all with all, whatever the template', () => {
    for (const template of [byName, byCode]) {
      expect(renderRule(template, { reach: 'none' })).toBe('1 = 0')
      expect(renderRule(template, reachOf())).toBe('1 = 0')
      expect(renderRule(template, { reach: 'all' })).toBe('1 = 1')
    }
    expect(renderRule({ ...byName, clause: 'a IN (:groupNames) OR b IS NULL' }, reachOf())).toBe(NO_ROWS)
  })

  it('shows nothing to who has only groups that the portal no longer knows by name', () => {
    expect(renderRule(byName, reachOf(null))).toBe('1 = 0')
  })

  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'\'"`\\;-/*(){}%#$: \n\0éЖ漢💥\u2028\u202e\ud800') }),
    fc.constantFrom(
      'Grains/Cereals',
      "Rock'n'Roll",
      "') OR ('1'='1",
      "\\' OR 1=1 -- ",
      "a'); DROP TABLE x; --",
      'ʼ OR 1=1',
      '{{ 1 }}',
      '{% raw %}',
      "x' /* ",
      ':groups',
      '$$',
      '%s %(x)s',
      '\\',
      "''",
      '\u0000',
    ),
  )

  it('parses to one list of literals whatever the groups are called, and holds none that was not granted', () => {
    let lists = 0
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 8 }), (names) => {
        const clause = renderRule(byName, reachOf(...names))
        if (clause === NO_ROWS) return
        lists += 1
        expect(clause).not.toMatch(/[\\\0]|\{[{%#]/)
        for (const value of listIn(clause)) expect(names).toContain(value)
      }),
      { seed: 20_261_121, numRuns: 2_000 },
    )
    expect(lists).toBeGreaterThan(400)
  }, 30_000)

  it('keeps every name that all dialects read alike, and leaves out the others', () => {
    const plain = [
      "Rock'n'Roll",
      'Grains/Cereals',
      'Käse & Brot',
      '漢字',
      "') OR ('1'='1",
      'a -- b',
      'a:b',
      '100 %',
    ]
    const odd = ['back\\slash', '{{ x }}', '{% x %}', 'nul\0', 'line\nend', '\u202eturned', '']
    expect(listIn(renderRule(byName, reachOf(...plain, ...odd)))).toEqual([...plain].sort())
    expect(renderRule(byName, reachOf(...odd))).toBe('1 = 0')
  })
})

describe('a template', () => {
  it.each([
    'category_name IN (:groupNames)',
    'product_group_code in ( :groups )',
    "lower(kind) = 'sale' AND (code IN (:groups) OR name IN (:groupNames))",
    '"Category Name" IN (:groupNames) AND region IS NOT NULL AND quantity >= 1',
  ])('holds: %s', (clause) => {
    expect(templateFault(clause)).toBeNull()
    expect(renderRule({ key: 'k', title: 't', clause }, reachOf('A'))).not.toContain(':')
  })

  it.each([
    ['1 = 1', /names neither/],
    ['category_name = :groupNames', /behind IN/],
    ['category_name IN (:groupNames, 1)', /behind IN/],
    ['category_name IN (:names)', /:names is not known/],
    ['category_name NOT IN (:groupNames)', /turns a condition round/],
    ['NOT (category_name IN (:groupNames))', /turns a condition round/],
    ['category_name IN (:groupNames)) OR (1 = 1', /brackets do not match/],
    ['category_name IN (:groupNames) -- x', /comment/],
    ['category_name IN (:groupNames) /* x */', /comment/],
    ['category_name IN (:groupNames); DROP TABLE x', /not read alike/],
    ['category_name IN (SELECT name FROM t) OR x IN (:groups)', /no place in a rule/],
    ["category_name IN (:groupNames) AND x = '{{ y }}'", /not read alike/],
    ["category_name IN (:groupNames) AND x = 'a\\\\'", /not read alike/],
    ["category_name IN (:groupNames) AND x = 'a", /text has no end/],
    ['category_name IN ($1) OR a IN (:groups)', /no end|not read alike|must be followed/],
    ['x::text IN (:groups)', /not known/],
  ])('is refused: %s', (clause, reason) => {
    expect(templateFault(clause)).toMatch(reason)
    expect(() => renderRule({ key: 'k', title: 't', clause }, reachOf('A'))).toThrow()
  })

  it('names the columns that a dataset must have', () => {
    expect(columnsOf('category_name IN (:groupNames)')).toEqual(['category_name'])
    expect(columnsOf('lower("Group Name") IN (:groups) OR region IS NULL')).toEqual(['group name', 'region'])
  })
})
