import type { Cell, Column, Row } from '@/lib/connectors/tabular'
import type { Format } from '@/lib/platform/format'
import type { ChartKind, ChartSpec, QueryAnswer, QueryView } from './model'
import { formatCell, labelOf } from './presentation'

/** Bars beyond these would be a second table; the page says how many are drawn. */
export const MAX_BARS = 20
/** Places along a line, columns and rows of a heat map, stacks, points of a scatter plot. */
const MAX_PLACES: Record<DrawnKind, number> = {
  line: 400,
  bar: MAX_BARS,
  stacked: 40,
  scatter: 2_000,
  heatmap: 40,
}
/** There are as many colours that everybody can tell apart. */
export const MAX_SERIES = 8

export type DrawnKind = Exclude<ChartKind, 'figure'>

/** `place`: along x, or for a point its x itself. `value`: for the eye. `words`: all of it, exact. */
export type ChartMark = { place: number; row: number; value: number | null; words: string }

export type ChartData = {
  kind: DrawnKind
  /** For those who do not see it: what is drawn, from what to what. */
  title: string
  /** Places along x; none of a scatter plot. */
  places: string[]
  /** Rows of a heat map. */
  rows: string[]
  series: { name: string; marks: ChartMark[] }[]
  axes: { x: string; y: string }
  /** Time runs from left to right; other stacks lie. */
  overTime: boolean
  /** In words, where colour says how much. */
  range: { lowest: string; highest: string } | null
  /** Rows of the answer that are not drawn. */
  left: number
}

type Asked = Pick<QueryView, 'title' | 'chart' | 'columns'>
type Answered = Pick<QueryAnswer, 'columns' | 'rows'>
type Axis = { index: number; column: Column; label: string; words: (row: Row) => string }

/** What a chart shows of an answer; null for a single figure, and for an answer without rows or without its columns. */
export function toChartData(query: Asked, answer: Answered, format: Format): ChartData | null {
  const { chart } = query
  if (chart === null || chart.kind === 'figure' || answer.rows.length === 0) return null
  const axis = (name: string | null): Axis | null => axisOf(name, query, answer, format)
  const x = axis(chart.x)
  const y = axis(chart.y)
  const value = axis(chart.value)
  if (x === null || y === null || (chart.value !== null && value === null)) return null
  const figures = chart.kind === 'heatmap' ? `${value?.label} by ${y.label} and` : `${y.label} by`
  const drawing = new Drawing(chart.kind, { x: x.label, y: y.label }, `${figures} ${x.label}`)
  const named = { x, y, value, series: axis(chart.series), label: axis(chart.label) }
  for (const row of answer.rows) addRow(drawing, chart, named, row)
  return drawing.finish(answer.rows.length, x.column.type === 'date' || x.column.type === 'timestamp')
}

type Axes = { x: Axis; y: Axis; value: Axis | null; series: Axis | null; label: Axis | null }

function addRow(drawing: Drawing, { kind }: ChartSpec, { x, y, value, series, label }: Axes, row: Row): void {
  const [xWords, yWords] = [x.words(row), y.words(row)]
  if (kind === 'heatmap') {
    const words = value?.words(row) ?? ''
    drawing.add({
      place: xWords,
      row: yWords,
      value: numberOf(value, row),
      words: `${yWords}, ${xWords}: ${words}`,
      figure: `${yWords}, ${xWords} (${words})`,
      amount: words,
    })
    return
  }
  const name = series === null ? '' : series.words(row)
  if (kind === 'scatter') {
    const called = [label?.words(row) ?? '', name].filter((word) => word !== '').join(', ')
    const words = `${called === '' ? '' : `${called}: `}${x.label} ${xWords}, ${y.label} ${yWords}`
    drawing.add({ at: numberOf(x, row), series: name, value: numberOf(y, row), words, figure: words })
    return
  }
  const words = `${xWords}${name === '' ? '' : `, ${name}`}: ${yWords}`
  // A line or bars without series may have a place twice: each row is its own.
  const place = series === null ? null : xWords
  drawing.add({
    place,
    label: xWords,
    series: name,
    value: numberOf(y, row),
    words,
    figure: `${xWords}${name === '' ? '' : `, ${name}`} (${yWords})`,
  })
}

type Addition = {
  /** Null: a place of its own. Left out: `at` stands for it. */
  place?: string | null
  at?: number | null
  label?: string
  row?: string
  series?: string
  value: number | null
  words: string
  /** As the sentence about the chart calls it. */
  figure: string
  /** The value alone, in words. */
  amount?: string
}

type Extreme = { value: number; figure: string; amount: string }

/** Collects marks up to what a drawing can show. */
class Drawing {
  private readonly places = new Map<string, number>()
  private readonly labels: string[] = []
  private readonly rows = new Map<string, number>()
  private readonly series = new Map<string, ChartMark[]>()
  private readonly taken = new Set<string>()
  private drawn = 0
  private lowest: Extreme | null = null
  private highest: Extreme | null = null

  constructor(
    private readonly kind: DrawnKind,
    private readonly axes: ChartData['axes'],
    private readonly what: string,
  ) {}

  add(addition: Addition): void {
    const place = this.placeOf(addition)
    const row = addition.row === undefined ? 0 : indexIn(this.rows, addition.row, MAX_PLACES[this.kind])
    const name = addition.series ?? ''
    if (place === null || row === null || (!this.series.has(name) && this.series.size === MAX_SERIES)) return
    // Two rows for one place would hide one another: the second is left to the table.
    const key = JSON.stringify([place, row, name])
    if (this.kind !== 'scatter' && this.taken.has(key)) return
    this.taken.add(key)
    const marks = this.series.get(name) ?? []
    marks.push({ place, row, value: addition.value, words: addition.words })
    this.series.set(name, marks)
    this.drawn += 1
    const { value, figure, amount = '' } = addition
    if (value !== null) this.note({ value, figure, amount })
  }

  private placeOf({ place, at, label }: Addition): number | null {
    const most = MAX_PLACES[this.kind]
    if (place === undefined) return at === undefined || at === null || this.drawn >= most ? null : at
    if (place !== null) {
      const index = indexIn(this.places, place, most)
      if (index === this.labels.length) this.labels.push(place)
      return index
    }
    if (this.labels.length >= most) return null
    this.labels.push(label ?? '')
    return this.labels.length - 1
  }

  private note(extreme: Extreme): void {
    if (this.highest === null || extreme.value > this.highest.value) this.highest = extreme
    if (this.lowest === null || extreme.value < this.lowest.value) this.lowest = extreme
  }

  finish(rows: number, overTime: boolean): ChartData {
    const extremes =
      this.highest === null || this.lowest === null
        ? 'None has a value.'
        : `Highest ${this.highest.figure}, lowest ${this.lowest.figure}.`
    const count = this.drawn === 1 ? '1 value' : `${this.drawn} values`
    return {
      kind: this.kind,
      title: `${KIND_WORDS[this.kind]}: ${this.what}, ${count}. ${extremes} The table has every value.`,
      places: this.labels,
      rows: [...this.rows.keys()],
      series: [...this.series].map(([name, marks]) => ({ name, marks })),
      axes: this.axes,
      overTime,
      range:
        this.kind === 'heatmap' && this.lowest !== null && this.highest !== null
          ? { lowest: this.lowest.amount, highest: this.highest.amount }
          : null,
      left: rows - this.drawn,
    }
  }
}

const KIND_WORDS: Record<DrawnKind, string> = {
  line: 'Line chart',
  bar: 'Bar chart',
  stacked: 'Stacked bars',
  scatter: 'Scatter plot',
  heatmap: 'Heat map',
}

function indexIn(known: Map<string, number>, name: string, most: number): number | null {
  const index = known.get(name)
  if (index !== undefined) return index
  if (known.size >= most) return null
  known.set(name, known.size)
  return known.size - 1
}

function axisOf(name: string | null, query: Asked, { columns }: Answered, format: Format): Axis | null {
  const index = columns.findIndex((column) => column.name === name)
  const column = columns[index]
  if (column === undefined) return null
  const look = query.columns.get(column.name)
  return {
    index,
    column,
    label: labelOf(column.name, query.columns),
    words: (row) => formatCell(row[index], column, look, format),
  }
}

function numberOf(axis: Axis | null, row: Row): number | null {
  const cell: Cell | undefined = axis === null ? null : row[axis.index]
  const value = cell === null || cell === undefined ? Number.NaN : Number(cell)
  return Number.isFinite(value) ? value : null
}

export type SimplePoint = { label: string; value: number | null; words: string }

/** A line through points that are at hand, without a query. */
export function toLineData(title: string, points: readonly SimplePoint[]): ChartData {
  const marks = points.map(({ label, value, words }, place) => ({
    ...{ place, row: 0, value },
    words: `${label}: ${words}`,
  }))
  return {
    kind: 'line',
    title,
    places: points.map(({ label }) => label),
    rows: [],
    series: [{ name: '', marks }],
    axes: { x: '', y: '' },
    overTime: true,
    range: null,
    left: 0,
  }
}
