import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, Column, ColumnType } from '@/lib/connectors/tabular'
import { type AnswerView, answerPage, answerViewHref, parseAnswerView, sortRows } from './answer-page'

function sorted(type: ColumnType, cells: Cell[], descending = false): Cell[] {
  const columns: Column[] = [{ name: 'c', type, nativeType: '' }]
  const rows = cells.map((cell) => [cell])
  return sortRows(columns, rows, { column: 'c', descending }).map(([cell]) => cell ?? null)
}

describe('an answer that is sorted', () => {
  it.each<[ColumnType, Cell[]]>([
    [
      'decimal',
      [
        '-10.5',
        '-9',
        '0.00',
        '2',
        '10.05',
        '10.1',
        '99999999999999999999.000000001',
        '99999999999999999999.000000002',
      ],
    ],
    ['integer', [-5, 3, '9007199254740992', '9007199254740993', '9223372036854775807']],
    ['double', ['-Infinity', -1.5, 0, 2, 1e21, 'Infinity']],
    ['date', ['-infinity', '1996-07-04', '1996-12-01', '2026-01-01', 'infinity']],
    [
      'timestamp',
      [
        '2026-11-21T10:00:00Z',
        '2026-11-21T10:00:00.1Z',
        '2026-11-21T10:00:00.123456Z',
        '2026-11-21T10:00:01Z',
      ],
    ],
    ['boolean', [false, true]],
    ['text', ['Item 2', 'Item 10', 'item 11', 'Zebra']],
  ])('has %s by value, and NULL last either way', (type, ordered) => {
    const mixed = [...ordered.slice(1), null, ...ordered.slice(0, 1)].reverse()
    expect(sorted(type, mixed)).toEqual([...ordered, null])
    expect(sorted(type, mixed, true)).toEqual([...ordered.toReversed(), null])
  })

  it('keeps the order of rows of equal value, and has what is no number behind the numbers', () => {
    const columns: Column[] = [
      { name: 'c', type: 'decimal', nativeType: '' },
      { name: 'n', type: 'integer', nativeType: '' },
    ]
    const rows = [
      ['1.0', 1],
      ['NaN', 2],
      ['1', 3],
      ['0', 4],
      ['1.00', 5],
    ]
    expect(sortRows(columns, rows, { column: 'c', descending: true }).map(([, n]) => n)).toEqual([
      1, 3, 5, 4, 2,
    ])
  })

  it('agrees with arithmetic on any decimals', () => {
    const units = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
    fc.assert(
      fc.property(fc.array(units), (values) => {
        const text = values.map((value) => {
          const digits = String(value < 0n ? -value : value).padStart(5, '0')
          return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
        })
        const expected = values.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0))
        expect(sorted('decimal', text).map((cell) => BigInt(String(cell).replace('.', '')))).toEqual(expected)
      }),
    )
  })

  it('is as it was by a column that there is not', () => {
    expect(sortRows([], [[2], [1]], { column: 'x', descending: false })).toEqual([[2], [1]])
  })
})

describe('a page of an answer', () => {
  const columns: Column[] = [{ name: 'n', type: 'integer', nativeType: '' }]
  const rows = Array.from({ length: 120 }, (_, n) => [n])

  it('has its rows, and says which', () => {
    const view: AnswerView = { sort: { column: 'n', descending: true }, page: 2, size: 50 }
    const { rows: shown, ...at } = answerPage(columns, rows, view)
    expect([shown[0], shown.at(-1), at]).toEqual([[69], [20], { page: 2, pages: 3, from: 51, to: 100 }])
  })

  it('behind the last is the last; of no rows there is one', () => {
    expect(answerPage(columns, rows, { sort: null, page: 99, size: 50 })).toMatchObject({
      page: 3,
      from: 101,
      to: 120,
    })
    expect(answerPage(columns, [], { sort: null, page: 2, size: 50 })).toEqual({
      rows: [],
      page: 1,
      pages: 1,
      from: 0,
      to: 0,
    })
  })

  it('has an address that is read as it was written, beside parameters of any name', () => {
    const view = fc.record({
      sort: fc.option(
        fc.record({
          column: fc.string({ minLength: 1 }).map((text) => text.toWellFormed()),
          descending: fc.boolean(),
        }),
      ),
      page: fc.integer({ min: 1, max: 1_000_000 }),
      size: fc.constantFrom(50 as const, 100 as const, 250 as const),
    })
    fc.assert(
      fc.property(view, (asked) => {
        const href = answerViewHref('/analytics/q', 'sort=a&page=7&dir=x', asked)
        const search = Object.fromEntries(new URL(href, 'http://localhost').searchParams)
        expect(search).toMatchObject({ sort: 'a', page: '7', dir: 'x' })
        expect(parseAnswerView(search)).toEqual(asked)
      }),
    )
  })

  it.each(['0', '-1', '1.5', 'x', '', '1e400'])('of %s is the first', (page) => {
    expect(parseAnswerView({ _page: page, _rows: '7', _sort: '' })).toEqual({ sort: null, page: 1, size: 50 })
  })
})
