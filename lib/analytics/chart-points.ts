import type { Format } from '@/lib/platform/format'
import type { ChartPoint } from './chart-svg'
import type { ChartSpec, QueryAnswer, QueryView } from './model'
import { formatCell, labelOf } from './presentation'

/** Bars beyond these would be a second table; the page says how many are drawn. */
export const MAX_BARS = 20
export const MAX_LINE_POINTS = 400

export type ChartData = {
  kind: 'line' | 'bar'
  /** For those who do not see it: what is drawn, from what to what. */
  title: string
  points: ChartPoint[]
  /** Rows of the answer that are not drawn. */
  left: number
}

/** What a chart shows of an answer; null for a single figure, and for an answer without rows or without its columns. */
export function toChartData(
  query: Pick<QueryView, 'title' | 'chart' | 'columns'>,
  answer: Pick<QueryAnswer, 'columns' | 'rows'>,
  format: Format,
): ChartData | null {
  const { chart } = query
  if (chart === null || answer.rows.length === 0) return null
  if (chart.kind !== 'line' && chart.kind !== 'bar') return null
  const axes = axesOf(chart, answer)
  if (axes === null) return null
  const { x, y } = axes
  const shown = answer.rows.slice(0, chart.kind === 'bar' ? MAX_BARS : MAX_LINE_POINTS)
  const points = shown.map((row) => {
    const value = row[y.index]
    return {
      label: formatCell(row[x.index], x.column, query.columns.get(x.column.name), format),
      value: value === null || value === undefined ? null : Number(value),
      words: formatCell(value, y.column, query.columns.get(y.column.name), format),
    }
  })
  const kind = chart.kind === 'line' ? 'Line chart' : 'Bar chart'
  const names = `${labelOf(y.column.name, query.columns)} by ${labelOf(x.column.name, query.columns)}`
  return {
    kind: chart.kind,
    title: `${kind}: ${names}, ${points.length} values. ${extremes(points)} The table has every value.`,
    points,
    left: answer.rows.length - shown.length,
  }
}

function axesOf(chart: ChartSpec, { columns }: Pick<QueryAnswer, 'columns'>) {
  const at = (name: string | null) => {
    const index = columns.findIndex((column) => column.name === name)
    const column = columns[index]
    return column === undefined ? null : { index, column }
  }
  const x = at(chart.x)
  const y = at(chart.y)
  return x === null || y === null ? null : { x, y }
}

function extremes(points: readonly ChartPoint[]): string {
  const known = points.filter((point): point is ChartPoint & { value: number } => point.value !== null)
  const [first] = known
  if (first === undefined) return 'None has a value.'
  const highest = known.reduce((best, point) => (point.value > best.value ? point : best), first)
  const lowest = known.reduce((best, point) => (point.value < best.value ? point : best), first)
  return `Highest ${highest.label} (${highest.words}), lowest ${lowest.label} (${lowest.words}).`
}
