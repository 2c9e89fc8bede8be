import type { GuestAnswer, SupersetGuest } from '@/lib/connectors/superset/guest'
import { chartQuestion, filterQuestion, type GuestView, type Honest } from '../guest-questions'

export const TIMEOUT_MS = 5_000

/** In how many of a dashboard's charts one is looked for whose own question can be put. */
const MOST_CHARTS = 12

export type Viewed = {
  guest: SupersetGuest
  token: string
  /** Superset's number of the dashboard. */
  number: number
  /** A filter that the dashboard has, or none. */
  nativeFilter: { id: string; column: string } | null
  /** What its filters offer to choose from. */
  filterColumns: readonly string[]
}

/** What a guest sees, and whether the dashboard's own questions, as they are put here, are answered. */
export type Ground = {
  view: GuestView
  /** A column that nothing on the dashboard shows; null where all are shown. */
  hiddenColumn: string | null
  isChartAnswered: boolean
  isFilterAnswered: boolean
  /** Whether the SQL behind datasets is told. */
  isSqlTold: boolean
}

export class ExaminationFailed extends Error {
  readonly detail: string

  constructor(detail: string) {
    super(`the examination could not begin: ${detail}`)
    this.name = 'ExaminationFailed'
    this.detail = detail
  }
}

type Chart = { id: number; form_data?: Record<string, unknown> }
type Told = { column_name?: string; expression?: unknown }
type Dataset = {
  id: number
  sql?: unknown
  select_star?: unknown
  columns?: Told[]
  metrics?: Told[]
  column_names?: string[]
}

/** Among the names that Superset tells are labels too. */
const COLUMN = /^[a-z_][a-z0-9_]*$/

/** @throws ExaminationFailed when a good token does not open its dashboard, or no chart of it can be tried with */
export async function readGround(viewed: Viewed): Promise<Ground> {
  const charts = await readOwn<Chart>(viewed, 'charts')
  const datasets = await readOwn<Dataset>(viewed, 'datasets')
  const shown = JSON.stringify(charts.map(({ form_data }) => form_data))
  const chart = await chooseChart(viewed, charts, datasets)
  const filter = await chooseFilter(viewed, datasets)
  const own = datasets.find(({ id }) => id === chart.chosen.dataset)
  return {
    view: { dashboard: viewed.number, chart: chart.chosen, filter: filter?.chosen ?? null },
    hiddenColumn: columnsOf(own).find((name) => isLeftOut(viewed, shown, name)) ?? null,
    isChartAnswered: chart.isAnswered,
    isFilterAnswered: filter?.isAnswered ?? false,
    isSqlTold: datasets.some(tellsSql),
  }
}

async function readOwn<T>({ guest, number, token }: Viewed, what: string): Promise<T[]> {
  const path = `/api/v1/dashboard/${number}/${what}`
  const { status, json } = await guest.ask({ path, token, timeoutMs: TIMEOUT_MS })
  if (status !== 200) throw new ExaminationFailed(`a good token got status ${status} for its own dashboard`)
  return (json as { result?: T[] } | null)?.result ?? []
}

export function askData(
  { guest, token }: Pick<Viewed, 'guest' | 'token'>,
  body: unknown,
): Promise<GuestAnswer> {
  return guest.ask({ path: '/api/v1/chart/data', method: 'POST', token, body, timeoutMs: TIMEOUT_MS })
}

const asList = (value: unknown): unknown[] =>
  value === null || value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]

function columnsOf(dataset: Dataset | undefined): string[] {
  const told = dataset?.columns?.flatMap(({ column_name: name }) => (name === undefined ? [] : [name])) ?? []
  return [...new Set([...told, ...(dataset?.column_names ?? []).filter((name) => COLUMN.test(name))])]
}

const isLeftOut = ({ filterColumns }: Viewed, shown: string, name: string) =>
  !shown.includes(name) && !filterColumns.includes(name)

type Chosen<T> = { chosen: T; isAnswered: boolean }

/** The first whose own figures are given; else one that leaves a column out. */
async function chooseChart(
  viewed: Viewed,
  charts: readonly Chart[],
  datasets: readonly Dataset[],
): Promise<Chosen<GuestView['chart']>> {
  let fallback: GuestView['chart'] | null = null
  for (const { id, form_data: form = {} } of charts.slice(0, MOST_CHARTS)) {
    const dataset = datasets.find((one) => String(form.datasource) === `${one.id}__table`)
    const otherColumn = columnsOf(dataset).find((name) => isLeftOut(viewed, JSON.stringify(form), name))
    if (dataset === undefined || otherColumn === undefined) continue
    const chart = { id, otherColumn, ...figuresOf(form, dataset.id) }
    const { status } = await askData(viewed, chartQuestion({ dashboard: viewed.number, chart }))
    if (status === 200) return { chosen: chart, isAnswered: true }
    fallback ??= chart
  }
  if (fallback === null)
    throw new ExaminationFailed('no chart of the dashboard leaves a column of its dataset out')
  return { chosen: fallback, isAnswered: false }
}

function figuresOf(form: Record<string, unknown>, dataset: number): Honest {
  const metrics = [...asList(form.metrics), ...asList(form.metric)]
  const columns = metrics.length > 0 ? [] : [...asList(form.all_columns), ...asList(form.groupby)]
  return { dataset, metrics, columns }
}

async function chooseFilter(
  viewed: Viewed,
  datasets: readonly Dataset[],
): Promise<Chosen<NonNullable<GuestView['filter']>> | null> {
  const { nativeFilter } = viewed
  if (nativeFilter === null) return null
  let fallback: NonNullable<GuestView['filter']> | null = null
  for (const dataset of datasets) {
    const columns = columnsOf(dataset)
    const otherColumn = columns.find((name) => !viewed.filterColumns.includes(name))
    if (!columns.includes(nativeFilter.column) || otherColumn === undefined) continue
    const filter = {
      ...{ id: nativeFilter.id, dataset: dataset.id, otherColumn },
      ...{ metrics: [], columns: [nativeFilter.column] },
    }
    const { status } = await askData(viewed, filterQuestion(viewed.number, filter))
    if (status === 200) return { chosen: filter, isAnswered: true }
    fallback ??= filter
  }
  return fallback && { chosen: fallback, isAnswered: false }
}

function tellsSql({ sql, select_star: star, columns = [], metrics = [] }: Dataset): boolean {
  return Boolean(sql || star) || [...columns, ...metrics].some(({ expression }) => Boolean(expression))
}
