import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, SVGRenderer])

/** One point: words for its place, its value for the eye, and the exact value in words. */
export type ChartPoint = { label: string; value: number | null; words: string }

export type ChartInput = {
  kind: 'line' | 'bar'
  /** Unique on its page: names what the drawing refers to within itself. */
  id: string
  title: string
  points: readonly ChartPoint[]
  width: number
  locale: string
}

const LINE_HEIGHT_PX = 260
const BAR_ROW_PX = 28
const AXIS_PX = 34
const SERIES = 'var(--chart-1)'
const INK = 'var(--text-muted)'
const RULE = 'var(--border)'

/**
 * Draws a chart as SVG text, on the server. Colours are the page's own variables, so one drawing serves both themes;
 * there is no script and no style sheet in it, and pointing at a mark tells its value.
 */
export function renderChartSvg(input: ChartInput): string {
  const height = input.kind === 'line' ? LINE_HEIGHT_PX : AXIS_PX + BAR_ROW_PX * input.points.length
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: input.width, height })
  try {
    chart.setOption(input.kind === 'line' ? lineOption(input) : barOption(input))
    return tidy(chart.renderToSVGString({ useViewBox: true }), input)
  } finally {
    chart.dispose()
  }
}

function compact(locale: string): (value: number) => string {
  const formatter = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  return (value) => formatter.format(value)
}

/** Labels stay within the drawing. */
const INSIDE = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const
const BASE = { animation: false, textStyle: { fontFamily: 'inherit', fontSize: 12, color: INK } } as const

function lineOption({ points, width, locale }: ChartInput): EChartsCoreOption {
  return {
    ...BASE,
    grid: { left: 4, right: 16, top: 12, bottom: 4, ...INSIDE },
    xAxis: {
      type: 'category',
      data: points.map(({ label }) => label),
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: RULE } },
      axisLabel: { color: INK, hideOverlap: true, interval: everyNth(points.length, width) },
    },
    yAxis: valueAxis(locale, 4),
    series: [
      {
        type: 'line',
        data: points.map(({ value }) => value ?? '-'),
        symbol: 'circle',
        symbolSize: 6,
        showAllSymbol: true,
        lineStyle: { width: 2, color: SERIES },
        itemStyle: { color: SERIES },
        areaStyle: { color: SERIES, opacity: 0.08 },
        emphasis: { disabled: true },
      },
    ],
  }
}

/** Labels of some 70 px each do not run into one another. */
function everyNth(count: number, width: number): number {
  return Math.max(0, Math.ceil((count * 70) / width) - 1)
}

function barOption({ points, width, locale }: ChartInput): EChartsCoreOption {
  const show = compact(locale)
  return {
    ...BASE,
    grid: { left: 4, right: 52, top: 4, bottom: 4, ...INSIDE },
    xAxis: valueAxis(locale, Math.max(2, Math.floor(width / 150))),
    yAxis: {
      type: 'category',
      inverse: true,
      data: points.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: RULE } },
      axisLabel: { color: INK, width: Math.round(width * 0.3), overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        data: points.map(({ value }) => value ?? '-'),
        barMaxWidth: 18,
        itemStyle: { color: SERIES, borderRadius: [0, 3, 3, 0] },
        label: {
          show: true,
          position: 'right',
          color: INK,
          textBorderWidth: 0,
          formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? show(value) : ''),
        },
        emphasis: { disabled: true },
      },
    ],
  }
}

function valueAxis(locale: string, splitNumber: number) {
  return {
    type: 'value',
    splitNumber,
    splitLine: { lineStyle: { color: RULE } },
    axisLabel: { color: INK, formatter: compact(locale), hideOverlap: true },
  }
}

/** Takes out the style sheet and what only a script would use, and puts words in: a name, and a title for every mark. */
function tidy(svg: string, { id, title, points }: ChartInput): string {
  const opening = `<svg role="img" aria-label="${escapeXml(title)}" class="chart-svg"`
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(
      / (class|ecmeta_series_index|ecmeta_ssr_type|ecmeta_silent|baseProfile|xmlns:xlink)="[^"]*"/g,
      '',
    )
    .replace(/zr\d+-/g, `${id}-`)
    .replace(/^<svg width="\d+" height="\d+"/, () => opening)
    .replace(/<path ([^>]*?) ecmeta_data_index="(\d+)"([^>]*)><\/path>/g, (_whole, before, index, after) => {
      const point = points[Number(index)]
      const words = point === undefined ? '' : `<title>${escapeXml(`${point.label}: ${point.words}`)}</title>`
      return `<path ${before}${after}>${words}</path>`
    })
    .replace(/\n+/g, '')
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
