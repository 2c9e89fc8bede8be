import { readFileSync } from 'node:fs'
import type { FrameLocator, Page } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import { expect } from 'vitest'
import { readChart } from './dashboards-chart'
import type { ChartData } from './dashboards-house'

// The figures of the demo dashboard, chart by chart, in one writing: as the queries of analytics/ give them, as Superset
// sends them to the frame, as the frame shows them, and as they are taken away from it.

type Column = {
  /** What the query calls it. */
  asked: string
  /** What the dataset calls it. */
  sent: string
  shown: 'name' | 'month' | 'count' | 'money' | 'exact'
}
type Chart = { title: string; query: string; drawn: keyof typeof readChart; columns: readonly Column[] }

const column = (asked: string, sent: string, shown: Column['shown']): Column => ({ asked, sent, shown })
const GROUP = column('product_group', 'category_name', 'name')
const MONEY = column('revenue', 'revenue', 'money')
/** Drawn as a picture: what it was drawn from is not rounded. */
const EXACT = column('revenue', 'revenue', 'exact')

/** Each chart beside the query that asks the same; columns stand as the chart asks for them. */
export const CHART_QUERIES = {
  'total-revenue': {
    title: 'Total revenue',
    query: 'total-revenue',
    drawn: 'figure',
    columns: [column('revenue_exact', 'revenue', 'money')],
  },
  orders: {
    title: 'Orders',
    query: 'total-revenue',
    drawn: 'figure',
    columns: [column('orders', 'orders', 'count')],
  },
  'revenue-by-group': {
    title: 'Revenue by product group',
    query: 'revenue-by-group',
    drawn: 'picture',
    columns: [GROUP, EXACT],
  },
  'revenue-by-month': {
    title: 'Revenue by month',
    query: 'revenue-by-month',
    drawn: 'picture',
    columns: [column('month', 'order_date', 'month'), EXACT],
  },
  'best-products': {
    title: 'Best products',
    query: 'best-products',
    drawn: 'table',
    columns: [
      column('product_code', 'product_code', 'name'),
      column('product', 'product_name', 'name'),
      ...[GROUP, MONEY, column('quantity', 'units', 'count')],
    ],
  },
  'revenue-by-country': {
    title: 'Revenue by country and product group',
    query: 'revenue-by-country-and-group',
    drawn: 'pivot',
    columns: [GROUP, column('country', 'ship_country', 'name'), MONEY],
  },
  'stock-by-group': {
    title: 'Stock by product group',
    query: 'stock-by-group',
    drawn: 'picture',
    columns: [GROUP, column('in_stock', 'in_stock', 'exact'), column('on_order', 'on_order', 'exact')],
  },
} as const satisfies Record<string, Chart>

export type ChartName = keyof typeof CHART_QUERIES
export const CHART_NAMES = Object.keys(CHART_QUERIES) as ChartName[]
export const SALES_TAB = CHART_NAMES.filter((name) => name !== 'stock-by-group')
export const STOCK_TAB: ChartName[] = ['stock-by-group']

/** Of each chart its rows, a row as one text. */
export type Figures = Partial<Record<ChartName, string[]>>
type Cells = readonly unknown[]

/** Rows in an order that does not hang on who gave them; those of a list of the best stay in theirs. */
function inOrder(name: ChartName, rows: string[]): string[] {
  return name === 'best-products' ? rows : [...rows].sort()
}

/** No row says nothing: a sum over no rows is empty, a count over none is nought. */
function rowsOf(name: ChartName, rows: readonly Cells[]): string[] {
  const { columns }: Chart = CHART_QUERIES[name]
  const said = rows.filter((cells) =>
    cells.some(
      (cell, index) => isFigure(columns[index]) && cell !== null && cell !== '' && Number(cell) !== 0,
    ),
  )
  const written = said.map((cells) =>
    columns.map(({ shown }, index) => write(cells[index], shown)).join(' | '),
  )
  return inOrder(name, written)
}

const isFigure = (of: Column | undefined) => of !== undefined && of.shown !== 'name' && of.shown !== 'month'

function write(cell: unknown, shown: Column['shown']): string {
  if (shown === 'name') return String(cell)
  if (shown !== 'month') return String(Math.round(Number(cell) * 10_000) / 10_000)
  return new Date(typeof cell === 'number' ? cell : `${String(cell).slice(0, 10)}T00:00:00Z`)
    .toISOString()
    .slice(0, 7)
}

type Row = Record<string, unknown>

/** What this reader is told under Analytics; nothing where they may not ask. */
export async function figuresOfQueries(page: Page): Promise<Figures> {
  const answers = new Map<string, Row[]>()
  for (const { query } of Object.values(CHART_QUERIES)) {
    if (!answers.has(query)) answers.set(query, await ask(page, query))
  }
  return eachChart((name) => {
    const { query, columns }: Chart = CHART_QUERIES[name]
    const rows = answers.get(query) ?? []
    return rowsOf(
      name,
      rows.map((row) => columns.map(({ asked }) => row[asked])),
    )
  })
}

/** The rows of a query as /analytics gives them away. */
export async function ask(page: Page, query: string, parameters = ''): Promise<Row[]> {
  const response = await page.request.get(`/analytics/${query}/export/json${parameters}`)
  if (response.status() !== 200) return []
  const body = (await response.json()) as Row[] | { rows: Row[] }
  return Array.isArray(body) ? body : body.rows
}

function eachChart(rows: (name: ChartName) => string[]): Figures {
  return Object.fromEntries(CHART_NAMES.map((name) => [name, rows(name)]))
}

/** What Superset sent, by the ids that it gave its charts; of a chart that was asked again, the last answer. */
export function figuresSent(
  data: readonly ChartData[],
  charts: Readonly<Record<string, { id: number }>>,
): Figures {
  const known = CHART_NAMES.flatMap((name) => {
    const answer = data.findLast(({ chart }) => chart === charts[name]?.id)
    if (answer === undefined) return []
    const { columns }: Chart = CHART_QUERIES[name]
    return [
      [
        name,
        rowsOf(
          name,
          answer.rows.map((row) => columns.map(({ sent }) => row[sent])),
        ),
      ],
    ]
  })
  return Object.fromEntries(known)
}

/** The same figures as the charts write them: money to the cent. */
export function asShown(figures: Figures, names: readonly ChartName[]): Figures {
  return Object.fromEntries(
    names.map((name) => {
      const { columns }: Chart = CHART_QUERIES[name]
      const rows = (figures[name] ?? []).map((row) =>
        row
          .split(' | ')
          .map((cell, index) => (columns[index]?.shown === 'money' ? Number(cell).toFixed(2) : cell))
          .join(' | '),
      )
      return [name, rows]
    }),
  )
}

/** What stands in the frame now; of a chart that is not drawn yet, null. */
export async function figuresShown(
  frame: FrameLocator,
  names: readonly ChartName[],
): Promise<Partial<Record<ChartName, string[] | null>>> {
  const shown = await Promise.all(
    names.map(async (name) => {
      const rows = await chartOf(frame, name).evaluate(readChart[CHART_QUERIES[name].drawn])
      return [name, rows === null ? null : inOrder(name, textsOf(name, rows))] as const
    }),
  )
  return Object.fromEntries(shown)
}

/** As the chart writes them, but for the commas between thousands. */
function textsOf(name: ChartName, rows: readonly Cells[]): string[] {
  const { columns }: Chart = CHART_QUERIES[name]
  const texts = rows.map((cells) =>
    columns.map(({ shown }, index) => {
      if (shown === 'exact' || shown === 'month') return write(cells[index], shown)
      const text = String(cells[index] ?? '').trim()
      return shown === 'name' ? text : text.replaceAll(',', '')
    }),
  )
  return texts
    .filter((cells) => cells.some((cell, index) => isFigure(columns[index]) && Number(cell) > 0))
    .map((cells) => cells.join(' | '))
}

export const chartOf = (frame: FrameLocator, name: ChartName) =>
  frame.locator(`[data-test-chart-name="${CHART_QUERIES[name].title}"]`)

/** Waits until the frame shows just these figures. */
export async function untilShown(
  frame: FrameLocator,
  figures: Figures,
  names: readonly ChartName[],
): Promise<void> {
  const look = () => figuresShown(frame, names)
  const expected = asShown(figures, names)
  await expect.poll(look, { timeout: 40_000, interval: 250 }).toEqual(expected)
}

/** The chart's own menu, as people take its rows away. */
export async function figuresTaken(page: Page, frame: FrameLocator, name: ChartName): Promise<string[]> {
  const chart = chartOf(frame, name)
  await chart.getByRole('button', { name: 'More Options' }).click()
  // The menus of the charts before it stay in the document, unseen.
  const menu = frame.locator(`[data-test="slice_${await chart.getAttribute('data-test-chart-id')}-menu"]`)
  await menu.getByText('Download', { exact: true }).hover()
  const coming = page.waitForEvent('download')
  // The submenu opens with a movement that never rests while its chart is painted.
  const way = frame.getByText('Export to .CSV', { exact: true }).filter({ visible: true })
  await way.dispatchEvent('click')
  const text = readFileSync(await (await coming).path(), 'utf8')
  const [, ...rows] = parse(text, { bom: true, relax_column_count: true }) as string[][]
  return rowsOf(name, rows)
}
