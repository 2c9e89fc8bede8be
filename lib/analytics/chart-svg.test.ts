import { describe, expect, it } from 'vitest'
import { MAX_BARS, toChartData } from './chart-points'
import { type ChartInput, renderChartSvg } from './chart-svg'
import type { ColumnFormat } from './model'

const FORMAT = { locale: 'en-GB', timeZone: 'UTC' }
const COLUMNS = [
  { name: 'month', type: 'date', nativeType: 'DATE' },
  { name: 'revenue', type: 'decimal', nativeType: 'DECIMAL(38,4)' },
] as const
const FORMATS = new Map<string, ColumnFormat>([
  ['month', { label: 'Month', show: 'month', total: false }],
  ['revenue', { label: 'Revenue', decimals: 2, total: true }],
])

function input(over: Partial<ChartInput> = {}): ChartInput {
  return {
    kind: 'bar',
    id: 'best',
    title: 'Bar chart',
    points: [
      { label: 'Chai & <b>Chang</b>', value: 12, words: '12.00' },
      { label: `"quoted"`, value: null, words: '—' },
    ],
    width: 640,
    locale: 'en-GB',
    ...over,
  }
}

describe.each(['line', 'bar'] as const)('a %s chart', (kind) => {
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
    expect(svg).not.toMatch(/<script|<style|\son\w+=|href=/)
  })

  it('lets no word of data be markup', () => {
    expect(svg).not.toContain('<b>')
    expect(svg).toContain('<title>Chai &amp; &lt;b&gt;Chang&lt;/b&gt;: 12.00</title>')
  })

  it('is the same drawing each time, so that a page does not change by itself', () => {
    expect(renderChartSvg(input({ kind }))).toBe(svg)
  })
})

const NO_COLUMNS = { series: null, value: null, comparison: null, label: null }

describe('what a chart shows of an answer', () => {
  const chart = { ...NO_COLUMNS, kind: 'line', x: 'month', y: 'revenue' } as const
  const query = { title: 'Revenue', chart, columns: FORMATS }

  it('are the values with their words, and a sentence of the highest and lowest', () => {
    const rows = [
      ['1996-07-01', '27861.8950'],
      ['1996-08-01', null],
      ['1996-09-01', '100.0049'],
    ]
    expect(toChartData(query, { columns: COLUMNS, rows }, FORMAT)).toEqual({
      kind: 'line',
      title:
        'Line chart: Revenue by Month, 3 values. Highest Jul 1996 (27,861.90), lowest Sept 1996 (100.00). The table has every value.',
      points: [
        { label: 'Jul 1996', value: 27861.895, words: '27,861.90' },
        { label: 'Aug 1996', value: null, words: '—' },
        { label: 'Sept 1996', value: 100.0049, words: '100.00' },
      ],
      left: 0,
    })
  })

  it('is cut at so many bars, and says how many are left', () => {
    const rows = Array.from({ length: MAX_BARS + 3 }, (_, index) => ['1996-07-01', String(index)])
    const data = toChartData(
      { ...query, chart: { ...chart, kind: 'bar' } },
      { columns: COLUMNS, rows },
      FORMAT,
    )
    expect(data).toMatchObject({ left: 3 })
    expect(data?.points).toHaveLength(MAX_BARS)
  })

  it('is nothing without rows, for a single figure, or without its columns', () => {
    expect(toChartData(query, { columns: COLUMNS, rows: [] }, FORMAT)).toBeNull()
    const rows = [['1996-07-01', '1']]
    const figure = { ...NO_COLUMNS, kind: 'figure', x: null, y: 'revenue' } as const
    expect(toChartData({ ...query, chart: figure }, { columns: COLUMNS, rows }, FORMAT)).toBeNull()
    expect(toChartData(query, { columns: COLUMNS.slice(0, 1), rows }, FORMAT)).toBeNull()
  })
})
