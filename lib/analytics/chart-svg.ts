import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type ChartInput, heightOf, optionOf } from './chart-options'

use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, SVGRenderer])

/**
 * Draws a chart as SVG text, on the server. Colours are the page's own variables, so one drawing serves both themes;
 * there is no script and no style sheet in it, and pointing at a mark tells its value.
 */
export function renderChartSvg(input: ChartInput): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: input.width, height: heightOf(input) })
  try {
    chart.setOption(optionOf(input))
    return tidy(chart.renderToSVGString({ useViewBox: true }), input)
  } finally {
    chart.dispose()
  }
}

/** Takes out the style sheet and what only a script would use, and puts words in: a name, and a title for every mark. */
function tidy(svg: string, input: ChartInput): string {
  const { id, title } = input
  const opening = `<svg role="img" aria-label="${escapeXml(title)}" class="chart-svg"`
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<path ([^>]*?)ecmeta_([^>]*)><\/path>/g, (_whole, before: string, after: string) => {
      const words = wordsOf(input, `ecmeta_${after}`)
      const shown = words === null ? '' : `<title>${escapeXml(words)}</title>`
      return `<path ${before}ecmeta_${after}>${shown}</path>`
    })
    .replace(
      / (class|ecmeta_series_index|ecmeta_data_index|ecmeta_ssr_type|ecmeta_silent|baseProfile|xmlns:xlink)="[^"]*"/g,
      '',
    )
    .replace(/zr\d+-/g, `${id}-`)
    .replace(/^<svg width="\d+" height="\d+"/, () => opening)
    .replace(/\n+/g, '')
}

/** Of a line, bars and stacks the data are places; of points and cells, marks. */
function wordsOf({ kind, series }: ChartInput, attributes: string): string | null {
  const index = (name: string) => new RegExp(`ecmeta_${name}_index="(\\d+)"`).exec(attributes)?.[1]
  const at = index('data')
  if (at === undefined) return null
  const marks = series[Number(index('series') ?? 0)]?.marks ?? []
  const byMark = kind === 'scatter' || kind === 'heatmap'
  const mark = byMark ? marks[Number(at)] : marks.find(({ place }) => place === Number(at))
  return mark?.words ?? null
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
