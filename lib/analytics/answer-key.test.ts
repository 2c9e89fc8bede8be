import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BoundValue } from '@/lib/connectors/tabular'
import { answerKey, fingerprintOf, type Question, rowScopeMark } from './answer-key'
import type { Query, QueryKey } from './model'

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ',', '","', '[]', 'all', 'groups'))
const bound: fc.Arbitrary<BoundValue> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), value: fc.option(text) }),
  fc.record({ type: fc.constant('integer' as const), value: fc.option(fc.bigInt()) }),
  fc.record({ type: fc.constant('decimal' as const), value: fc.option(fc.constantFrom('1', '1.0', '-1')) }),
  fc.record({ type: fc.constant('date' as const), value: fc.option(fc.constantFrom('2026-01-01')) }),
  fc.record({ type: fc.constant('boolean' as const), value: fc.option(fc.boolean()) }),
  fc.record({ type: fc.constant('double' as const), value: fc.option(fc.double()) }),
  fc.record({
    type: fc.constant('list' as const),
    of: fc.constantFrom('text' as const, 'decimal' as const),
    value: fc.option(fc.array(fc.option(text), { maxLength: 3 })),
  }),
  fc.record({
    type: fc.constant('list' as const),
    of: fc.constant('integer' as const),
    value: fc.option(fc.array(fc.option(fc.bigInt()), { maxLength: 3 })),
  }),
)
const access: fc.Arbitrary<Question['access']> = fc.oneof(
  fc.constant({ reach: 'all' as const }),
  fc.record({
    reach: fc.constant('groups' as const),
    productGroups: fc.array(text, { maxLength: 4 }),
  }),
)
const question: fc.Arbitrary<Question> = fc.record({
  queryKey: text as fc.Arbitrary<string> as fc.Arbitrary<QueryKey>,
  fingerprint: text,
  engine: text,
  dataVersion: text,
  values: fc.dictionary(text, bound, { maxKeys: 4, noNullPrototype: true }),
  access,
})

/** What a question means, said in another way than the key says it. */
function meaning({ values, access: rows, ...rest }: Question): string {
  const named = Object.entries(values)
    .map(([name, bound]) => {
      const of = bound.type === 'list' ? `of ${bound.of}` : ''
      return `${hex(name)}=${bound.type} ${of}:${said(bound.value)}`
    })
    .sort()
  const reach =
    rows.reach === 'all' ? 'A' : `G${[...new Set(rows.productGroups.map((group) => hex(group)))].sort()}`
  return [...Object.values(rest).map((one) => hex(one)), named.join(' '), reach].join('|')
}

function said(value: BoundValue['value']): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(said).join(' ')}]`
  return hex(Object.is(value, -0) ? '-0' : String(value))
}

function hex(value: string): string {
  return `<${Buffer.from(value, 'utf16le').toString('hex')}>`
}

describe('the key of an answer', () => {
  it('is one for two questions when, and only when, they mean the same', () => {
    fc.assert(
      fc.property(question, question, (one, other) => {
        expect(answerKey(one) === answerKey(other)).toBe(meaning(one) === meaning(other))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is another one when any one part is', () => {
    const part = fc.constantFrom(
      'queryKey',
      'fingerprint',
      'engine',
      'dataVersion',
      'values',
      'access',
    ) as fc.Arbitrary<keyof Question>
    fc.assert(
      fc.property(question, question, part, (one, other, name) => {
        const changed = { ...one, [name]: other[name] }
        expect(answerKey(changed) === answerKey(one)).toBe(meaning(changed) === meaning(one))
      }),
      { numRuns: 2_000 },
    )
  })

  it('does not hang on the order in which parameters or groups stand', () => {
    fc.assert(
      fc.property(question, (one) => {
        const values = Object.fromEntries(Object.entries(one.values).reverse())
        const rows =
          one.access.reach === 'all'
            ? one.access
            : {
                ...one.access,
                productGroups: [...one.access.productGroups, ...one.access.productGroups].reverse(),
              }
        expect(answerKey({ ...one, values, access: rows })).toBe(answerKey(one))
      }),
    )
  })

  it('tells a reader of every row from one of every group, and from one of none', () => {
    const base = { queryKey: 'q' as QueryKey, fingerprint: '', engine: '', dataVersion: '', values: {} }
    const keys = [
      answerKey({ ...base, access: { reach: 'all' } }),
      answerKey({ ...base, access: { reach: 'groups', productGroups: [] } }),
      answerKey({ ...base, access: { reach: 'groups', productGroups: ['A', 'B'] } }),
      answerKey({ ...base, access: { reach: 'groups', productGroups: ['A,B'] } }),
      answerKey({ ...base, access: { reach: 'groups', productGroups: ['A'] } }),
      answerKey({ ...base, access: { reach: 'groups', productGroups: ['all'] } }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the fingerprint of a query', () => {
  const query: Query = {
    key: 'orders' as QueryKey,
    title: 'Orders',
    description: '',
    owner: 'Test',
    tags: [],
    right: 'read:query',
    parameters: [],
    rowScope: null,
    scopeColumn: null,
    orderBy: [],
    engine: null,
    chart: null,
    columns: new Map([['n', { label: 'N', total: false }]]),
    sources: ['orders'],
    freshness: { kind: 'static' },
    sql: 'SELECT 1 AS n',
  }

  it('is the same for the same file, read again', () => {
    expect(fingerprintOf({ ...query, columns: new Map(query.columns) })).toBe(fingerprintOf(query))
  })

  it.each<[string, Partial<Query>]>([
    ['statement', { sql: 'SELECT 2 AS n' }],
    ['row scope', { rowScope: 'productGroup' }],
    ['columns', { columns: new Map([['n', { label: 'M', total: false }]]) }],
    ['freshness', { freshness: { kind: 'within', seconds: 60, text: '1 minute' } }],
  ])('is another one when its %s is', (_name, change) => {
    expect(fingerprintOf({ ...query, ...change })).not.toBe(fingerprintOf(query))
  })
})

describe('what the record of a run says of the rows', () => {
  it('is all of them, or the groups', () => {
    expect(rowScopeMark({ reach: 'all' })).toBe('all')
    expect(rowScopeMark({ reach: 'groups', productGroups: ['BEVERAGES', 'SEAFOOD'] })).toBe(
      'BEVERAGES, SEAFOOD',
    )
  })
})
