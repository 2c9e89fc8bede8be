import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts'
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartData } from './chart-points'

export type ChartInput = Pick<
  ChartData,
  'kind' | 'title' | 'places' | 'rows' | 'series' | 'axes' | 'overTime'
> & {
  /** Unique on its page: names what the drawing refers to within itself. */
  id: string
  width: number
  locale: string
}

const INK = 'var(--text-muted)'
const RULE = 'var(--border)'
const GROUND = 'var(--surface-raised)'
/** Told apart by form as well as by colour. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const

export function symbolOf(series: number): (typeof SYMBOLS)[number] {
  return SYMBOLS[series % SYMBOLS.length] ?? 'circle'
}

const LINE_HEIGHT_PX = 260
const SCATTER_HEIGHT_PX = 320
const BAR_ROW_PX = 28
const AXIS_PX = 34

export function heightOf({ kind, places, rows, overTime }: ChartInput): number {
  if (kind === 'scatter') return SCATTER_HEIGHT_PX
  if (kind === 'line' || (kind === 'stacked' && overTime)) return LINE_HEIGHT_PX
  if (kind === 'heatmap') return 2 * AXIS_PX + BAR_ROW_PX * rows.length
  return AXIS_PX + BAR_ROW_PX * places.length
}

export function optionOf(input: ChartInput): EChartsCoreOption {
  switch (input.kind) {
    case 'line':
      return lineOption(input)
    case 'bar':
      return barOption(input)
    case 'stacked':
      return stackedOption(input)
    case 'scatter':
      return scatterOption(input)
    case 'heatmap':
      return heatmapOption(input)
  }
}

export function colourOf(series: number): string {
  return `var(--chart-${series + 1})`
}

function compact(locale: string): (value: number) => string {
  const formatter = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  return (value) => formatter.format(value)
}

/** Labels stay within the drawing. */
const INSIDE = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const
const BASE = { animation: false, textStyle: { fontFamily: 'inherit', fontSize: 12, color: INK } } as const
const STILL = { emphasis: { disabled: true } } as const

type Marks = ChartInput['series'][number]['marks']

/** A value a place, so that what is missing leaves a gap. */
function valuesOf(marks: Marks, places: number): (number | '-')[] {
  const values: (number | '-')[] = Array.from({ length: places }, () => '-')
  for (const { place, value } of marks) values[place] = value ?? '-'
  return values
}

function lineOption({ places, series, width, locale }: ChartInput): EChartsCoreOption {
  return {
    ...BASE,
    grid: { left: 4, right: 16, top: 12, bottom: 4, ...INSIDE },
    xAxis: { ...placeAxis(places, width), boundaryGap: false },
    yAxis: valueAxis(locale, 4),
    series: series.map(({ marks }, index) => ({
      ...STILL,
      type: 'line',
      data: valuesOf(marks, places.length),
      symbol: symbolOf(index),
      symbolSize: 6,
      showAllSymbol: true,
      lineStyle: { width: 2, color: colourOf(index) },
      itemStyle: { color: colourOf(index) },
      areaStyle: series.length === 1 ? { color: colourOf(index), opacity: 0.08 } : undefined,
    })),
  }
}

function placeAxis(places: readonly string[], width: number) {
  return {
    type: 'category',
    data: places,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: RULE } },
    axisLabel: { color: INK, hideOverlap: true, interval: everyNth(places.length, width) },
  }
}

/** Labels of some 70 px each do not run into one another. */
function everyNth(count: number, width: number): number {
  return Math.max(0, Math.ceil((count * 70) / width) - 1)
}

/** Names at the left, the first on top. */
function nameAxis(names: readonly string[], width: number) {
  return {
    type: 'category',
    inverse: true,
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: RULE } },
    axisLabel: { color: INK, width: Math.round(width * 0.3), overflow: 'truncate' },
  }
}

function barOption({ places, series, width, locale }: ChartInput): EChartsCoreOption {
  const show = compact(locale)
  return {
    ...BASE,
    grid: { left: 4, right: 52, top: 4, bottom: 4, ...INSIDE },
    xAxis: valueAxis(locale, Math.max(2, Math.floor(width / 150))),
    yAxis: nameAxis(places, width),
    series: series.map(({ marks }, index) => ({
      ...STILL,
      type: 'bar',
      data: valuesOf(marks, places.length),
      barMaxWidth: 18,
      itemStyle: { color: colourOf(index), borderRadius: [0, 3, 3, 0] },
      label: {
        show: true,
        position: 'right',
        color: INK,
        textBorderWidth: 0,
        formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? show(value) : ''),
      },
    })),
  }
}

function stackedOption({ places, series, width, locale, overTime }: ChartInput): EChartsCoreOption {
  const stacks = series.map(({ marks }, index) => ({
    ...STILL,
    type: 'bar',
    stack: 'all',
    data: valuesOf(marks, places.length),
    barMaxWidth: overTime ? 40 : 18,
    // Parts are told apart by a line between them too.
    itemStyle: { color: colourOf(index), borderColor: GROUND, borderWidth: 1 },
  }))
  const grid = { left: 4, right: 16, top: 12, bottom: 4, ...INSIDE }
  return overTime
    ? { ...BASE, grid, xAxis: placeAxis(places, width), yAxis: valueAxis(locale, 4), series: stacks }
    : {
        ...BASE,
        grid,
        xAxis: valueAxis(locale, Math.max(2, Math.floor(width / 150))),
        yAxis: nameAxis(places, width),
        series: stacks,
      }
}

function scatterOption({ series, width, locale, axes }: ChartInput): EChartsCoreOption {
  const named = (name: string) => ({
    name,
    nameLocation: 'middle',
    nameTextStyle: { color: INK },
    scale: true,
  })
  return {
    ...BASE,
    grid: { left: 4, right: 20, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    xAxis: { ...valueAxis(locale, Math.max(2, Math.floor(width / 110))), ...named(axes.x) },
    yAxis: { ...valueAxis(locale, 4), ...named(axes.y) },
    series: series.map(({ marks }, index) => ({
      ...STILL,
      type: 'scatter',
      data: marks.map(({ place, value }) => [place, value ?? '-']),
      symbol: symbolOf(index),
      symbolSize: 9,
      itemStyle: { color: colourOf(index), opacity: 0.8, borderColor: GROUND, borderWidth: 1 },
    })),
  }
}

/** Every column of a heat map has its name; those that do not fit side by side lean. */
function columnAxis(places: readonly string[], width: number) {
  const rotate = places.length * 84 > width * 0.75 ? 50 : 0
  const axisLabel = { color: INK, interval: 0, rotate, width: 100, overflow: 'truncate' }
  return { ...placeAxis(places, width), axisLabel }
}

/** The more, the stronger the one colour. The palest still differs from a cell that has no value. */
function heatmapOption({ places, rows, series, width }: ChartInput): EChartsCoreOption {
  const marks = series[0]?.marks ?? []
  const known = marks.flatMap(({ value }) => (value === null ? [] : [value]))
  const lowest = Math.min(...known)
  const span = Math.max(...known) - lowest || 1
  return {
    ...BASE,
    grid: { left: 4, right: 8, top: 4, bottom: 4, ...INSIDE },
    xAxis: columnAxis(places, width),
    yAxis: nameAxis(rows, width),
    series: [
      {
        ...STILL,
        type: 'custom',
        data: marks.map(({ place, row, value }) => [place, row, value ?? Number.NaN]),
        renderItem: (_params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
          const [x = 0, y = 0] = api.coord([api.value(0), api.value(1)])
          const size = api.size?.([1, 1])
          const [wide = 0, high = 0] = Array.isArray(size) ? size : []
          const value = Number(api.value(2))
          return {
            type: 'rect',
            shape: {
              x: x - wide / 2 + 1,
              y: y - high / 2 + 1,
              width: Math.max(1, wide - 2),
              height: Math.max(1, high - 2),
            },
            style: Number.isNaN(value)
              ? { fill: 'none', stroke: RULE }
              : { fill: colourOf(0), opacity: 0.12 + 0.88 * ((value - lowest) / span) },
          }
        },
      },
    ],
  }
}

function valueAxis(locale: string, splitNumber: number) {
  return {
    type: 'value',
    splitNumber,
    axisLine: { lineStyle: { color: RULE } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: RULE } },
    axisLabel: { color: INK, formatter: compact(locale), hideOverlap: true },
  }
}
