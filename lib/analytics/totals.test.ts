import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, Column } from '@/lib/connectors/tabular'
import { addDecimals, formatDecimal, parseDecimal, roundDecimal, ZERO } from './decimal'
import type { ColumnFormat } from './model'
import { columnTotals } from './totals'

const COLUMNS: Column[] = [
  { name: 'month', type: 'date', nativeType: 'DATE' },
  { name: 'revenue', type: 'decimal', nativeType: 'DECIMAL(38,4)' },
]
const FORMATS = new Map<string, ColumnFormat>([['revenue', { label: 'Revenue', decimals: 2, total: true }]])

function totalsOf(values: Cell[]) {
  return columnTotals(
    COLUMNS,
    values.map((value) => ['1996-07-01', value]),
    FORMATS,
  )
}

describe('the total of a column', () => {
  it('is added up exactly and rounded once, and says when the rounded parts do not add up to it', () => {
    expect(totalsOf(['0.005', '0.005', '0.005'])).toEqual([
      { column: 'revenue', total: '0.02', sumOfRounded: '0.03', differs: true },
    ])
    expect(totalsOf(['1.10', '2.20'])).toEqual([
      { column: 'revenue', total: '3.30', sumOfRounded: '3.30', differs: false },
    ])
  })

  it('loses no digit of figures beyond what a double holds', () => {
    expect(totalsOf(['9007199254740993.01', '0.01'])[0]?.total).toBe('9007199254740993.02')
  })

  it('passes over NULL, and is left out where a value is no plain decimal', () => {
    expect(totalsOf([null, '1.00'])[0]?.total).toBe('1.00')
    expect(totalsOf(['NaN', '1.00'])).toEqual([])
  })

  it('stands only under columns that ask for one', () => {
    expect(columnTotals(COLUMNS, [['1996-07-01', '1']], new Map())).toEqual([])
  })
})

describe('decimals', () => {
  it('are rounded half away from zero', () => {
    const round = (text: string) => formatDecimal(roundDecimal(parseDecimal(text) ?? ZERO, 2))
    expect(['1.005', '-1.005', '1.004', '0.995', '-0.004', '7'].map(round)).toEqual([
      '1.01',
      '-1.01',
      '1.00',
      '1.00',
      '0.00',
      '7.00',
    ])
  })

  it('are read and written without loss', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.nat(18), (units, scale) => {
        const text = formatDecimal({ units, scale })
        return formatDecimal(parseDecimal(text) ?? ZERO) === text
      }),
    )
  })

  it('add up in any order', () => {
    const decimal = fc.record({ units: fc.bigInt(), scale: fc.nat(10) })
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        const one = addDecimals(addDecimals(a, b), c)
        return formatDecimal(one) === formatDecimal(addDecimals(a, addDecimals(b, c)))
      }),
    )
  })

  it('are nothing but plain decimal notation', () => {
    for (const text of ['NaN', '1e3', '', '1.', '.1', '+1', '1,000']) expect(parseDecimal(text)).toBeNull()
  })
})
