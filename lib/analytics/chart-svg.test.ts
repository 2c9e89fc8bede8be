import { describe, expect, it } from 'vitest'
import type { ChartInput } from './chart-options'
import { MAX_BARS, MAX_SERIES, toChartData } from './chart-points'
import { renderChartSvg } from './chart-svg'
import type { ChartSpec, ColumnFormat } from './model'

const FORMAT = { locale: 'en-GB', timeZone: 'UTC' }
const COLUMNS = [
  { name: 'month', type: 'date', nativeType: 'DATE' },
  { name: 'revenue', type: 'decimal', nativeType: 'DECIMAL(38,4)' },
  { name: 'region', type: 'text', nativeType: 'VARCHAR' },
] as const
const FORMATS = new Map<string, ColumnFormat>([
  ['month', { label: 'Month', show: 'month', total: false }],
  ['revenue', { label: 'Revenue', decimals: 2, total: true }],
])
const KINDS = ['line', 'bar', 'stacked', 'scatter', 'heatmap'] as const

function input(over: Partial<ChartInput> = {}): ChartInput {
  return {
    kind: 'bar',
    id: 'best',
    title: 'Bar chart',
    places: ['Chai & <b>Chang</b>', '"quoted"'],
    rows: ['North'],
    series: [
      {
        name: 'One',
        marks: [
          { place: 0, row: 0, value: 12, words: 'Chai & <b>Chang</b>: 12.00' },
          { place: 1, row: 0, value: null, words: '—' },
        ],
      },
      { name: 'Two', marks: [{ place: 1, row: 0, value: 3, words: 'the second' }] },
    ],
    axes: { x: 'X', y: 'Y' },
    overTime: false,
    width: 640,
    locale: 'en-GB',
    ...over,
  }
}

describe.each(KINDS)('a %s chart', (kind) => {
  const svg = renderChartSvg(input({ kind }))

  it('is one drawing with a name, for those who do not see it', () => {
    expect(svg).toMatch(/^<svg role="img" aria-label="Bar chart"/)
    expect(svg.match(/<svg/g)).toHaveLength(1)
  })

  it('has its colours from the page, so that it fits both themes', () => {
    expect(svg).toContain('var(--chart-1)')
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1])
    expect(colours.filter((colour) => !/^(var\(--[a-z0-9-]+\)|none|#000)$/.test(colour ?? ''))).toEqual([])
  })

  it('has no script, no style sheet and no handler', () => {
    expect(svg).not.toMatch(/<script|<style|\son\w+=|href=|ecmeta/)
  })

  it('lets no word of data be markup, and tells the words of each mark', () => {
    expect(svg).not.toContain('<b>')
    expect(svg).toContain('<title>Chai &amp; &lt;b&gt;Chang&lt;/b&gt;: 12.00</title>')
    if (kind !== 'heatmap') expect(svg).toContain('<title>the second</title>')
  })

  it('is the same drawing each time, so that a page does not change by itself', () => {
    expect(renderChartSvg(input({ kind }))).toBe(svg)
  })
})

const NO_COLUMNS = { series: null, value: null, comparison: null, label: null }

function dataOf(
  chart: Partial<ChartSpec>,
  rows: (string | number | null)[][],
  columns: typeof COLUMNS | typeof POINTS = COLUMNS,
) {
  const spec = { ...NO_COLUMNS, kind: 'line', x: 'month', y: 'revenue', ...chart } as ChartSpec
  return toChartData({ title: 'Revenue', chart: spec, columns: FORMATS }, { columns, rows }, FORMAT)
}

const POINTS = [
  { name: 'price', type: 'decimal', nativeType: 'DECIMAL(10,2)' },
  { name: 'units', type: 'integer', nativeType: 'INTEGER' },
  { name: 'product', type: 'text', nativeType: 'VARCHAR' },
] as const

describe('what a chart shows of an answer', () => {
  it('are the values with their words, and a sentence of the highest and lowest', () => {
    const rows = [
      ['1996-07-01', '27861.8950', ''],
      ['1996-08-01', null, ''],
      ['1996-09-01', '100.0049', ''],
    ]
    expect(dataOf({}, rows)).toMatchObject({
      kind: 'line',
      title:
        'Line chart: Revenue by Month, 3 values. Highest Jul 1996 (27,861.90), lowest Sept 1996 (100.00). The table has every value.',
      places: ['Jul 1996', 'Aug 1996', 'Sept 1996'],
      series: [
        {
          name: '',
          marks: [
            { place: 0, value: 27861.895, words: 'Jul 1996: 27,861.90' },
            { place: 1, value: null, words: 'Aug 1996: —' },
            { place: 2, value: 100.0049, words: 'Sept 1996: 100.00' },
          ],
        },
      ],
      overTime: true,
      left: 0,
    })
  })

  it('is cut at so many bars, and says how many are left', () => {
    const rows = Array.from({ length: MAX_BARS + 3 }, (_, index) => ['1996-07-01', String(index), ''])
    const data = dataOf({ kind: 'bar' }, rows)
    expect(data).toMatchObject({ left: 3 })
    expect(data?.series[0]?.marks).toHaveLength(MAX_BARS)
  })

  it.each(['line', 'stacked'] as const)('has of a %s a series each, and its places once', (kind) => {
    const rows = [
      ['1996-07-01', '1', 'North'],
      ['1996-07-01', '2', 'South'],
      ['1996-08-01', '3', 'South'],
      ['1996-08-01', '4', 'South'],
    ]
    const data = dataOf({ kind, series: 'region' }, rows)
    expect(data?.places).toEqual(['Jul 1996', 'Aug 1996'])
    expect(
      data?.series.map(({ name, marks }) => [name, marks.map(({ place, value }) => [place, value])]),
    ).toEqual([
      ['North', [[0, 1]]],
      [
        'South',
        [
          [0, 2],
          [1, 3],
        ],
      ],
    ])
    // The second figure for one place of one series is not added to the first: the table has it.
    expect(data?.left).toBe(1)
  })

  it('has no more series than there are colours', () => {
    const rows = Array.from({ length: MAX_SERIES + 2 }, (_, index) => ['1996-07-01', '1', `Region ${index}`])
    expect(dataOf({ kind: 'stacked', series: 'region' }, rows)).toMatchObject({ left: 2 })
  })

  it('has of a scatter plot a point a row with what it is called, and leaves out what has no place', () => {
    const rows = [
      ['18.00', 39, 'Chai'],
      ['18.00', 39, 'Chang'],
      [null, 1, 'Nothing'],
    ]
    const data = dataOf({ kind: 'scatter', x: 'price', y: 'units', label: 'product' }, rows, POINTS)
    expect(data?.series[0]?.marks.map(({ place, value, words }) => [place, value, words])).toEqual([
      [18, 39, 'Chai: price 18.00, units 39'],
      [18, 39, 'Chang: price 18.00, units 39'],
    ])
    expect(data?.left).toBe(1)
  })

  it('has of a heat map its columns and rows, and what its colours mean', () => {
    const rows = [
      ['1996-07-01', '5', 'North'],
      ['1996-08-01', '7', 'North'],
      ['1996-08-01', '9', 'South'],
    ]
    const data = dataOf({ kind: 'heatmap', y: 'region', value: 'revenue' }, rows)
    expect(data).toMatchObject({
      places: ['Jul 1996', 'Aug 1996'],
      rows: ['North', 'South'],
      range: { lowest: '5.00', highest: '9.00' },
    })
    expect(data?.series[0]?.marks.at(-1)).toEqual({
      place: 1,
      row: 1,
      value: 9,
      words: 'South, Aug 1996: 9.00',
    })
  })

  it('is nothing without rows, for a single figure, or without its columns', () => {
    expect(dataOf({}, [])).toBeNull()
    const rows = [['1996-07-01', '1', '']]
    expect(dataOf({ kind: 'figure', x: null }, rows)).toBeNull()
    expect(dataOf({ x: 'nothing' }, rows)).toBeNull()
    expect(dataOf({ kind: 'heatmap', value: 'nothing' }, rows)).toBeNull()
  })
})
