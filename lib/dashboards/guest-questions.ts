import type { LeakKey } from './leaks'

/** A question for a chart's figures, or a filter's values, that the dashboard itself asks. */
export type Honest = {
  dataset: number
  metrics: readonly unknown[]
  columns: readonly unknown[]
}

/** What a guest learns of a dashboard, and needs in order to ask it anything. */
export type GuestView = {
  /** Superset's number of the dashboard. */
  dashboard: number
  chart: Honest & {
    id: number
    /** A column of the dataset that the chart does not ask for. */
    otherColumn: string
  }
  /** A filter of the dashboard; null where it has none that offers values. */
  filter: (Honest & { id: string; otherColumn: string }) | null
}

type Query = Record<string, unknown>

function expression(sql: string): Query {
  return { expressionType: 'SQL', sqlExpression: sql, label: 'asked' }
}

type Laid = { query?: Query; form?: Query; resultType?: string }

/** As the browser sends it, with what is laid over it. Rows are never wanted: the token's rules leave none. */
function request({ dataset, metrics, columns }: Honest, form: Query, laid: Laid): unknown {
  const { query = {}, form: over = {}, resultType = 'full' } = laid
  const own = { columns, metrics, filters: [], orderby: [], extras: {}, row_limit: 1 }
  return {
    datasource: { id: dataset, type: 'table' },
    force: false,
    result_format: 'json',
    result_type: resultType,
    form_data: { datasource: `${dataset}__table`, ...form, ...over },
    queries: [{ ...own, ...query }],
  }
}

/** The body of `POST /api/v1/chart/data` for the chart's own figures. */
export function chartQuestion({ dashboard, chart }: Omit<GuestView, 'filter'>, laid: Laid = {}): unknown {
  return request(chart, { slice_id: chart.id, dashboardId: dashboard }, laid)
}

/** And for the filter's own values. */
export function filterQuestion(dashboard: number, filter: Honest & { id: string }, laid: Laid = {}): unknown {
  const form = { type: 'NATIVE_FILTER', native_filter_id: filter.id, dashboardId: dashboard }
  return request(filter, form, laid)
}

/** The same as the chart asks, but for one thing: a refusal is one of that thing. */
export function chartAttacks(view: GuestView): Partial<Record<LeakKey, unknown>> {
  const { chart } = view
  const ask = (query: Query, laid: Laid = {}) => chartQuestion(view, { query, ...laid })
  const other = { columns: [...chart.columns, chart.otherColumn] }
  const axis = { ...expression('1'), columnType: 'BASE_AXIS' }
  return {
    'extra-column': ask(other),
    'sql-column': ask({ columns: [expression('current_user')] }),
    'sql-axis': ask({ columns: [axis] }),
    'sql-metric': ask({ metrics: [expression('COUNT(*) + 1')] }),
    'query-to-xml': ask({
      metrics: [expression(`MAX(CAST(query_to_xml('select 1', true, false, '') AS text))`)],
    }),
    'order-by': ask({ orderby: [[expression('MAX(1)'), true]] }),
    'sql-condition': ask({ extras: { where: '2 = 1' } }),
    having: ask({ extras: { having: 'COUNT(*) > 1' } }),
    'hidden-filter': ask({ filters: [{ col: chart.otherColumn, op: 'IS NULL' }] }),
    // Were it to get through, it would still lead to no row.
    'sql-filter': ask({ extras: { where: '1 = 0) OR (1 = 0' } }),
    samples: ask({}, { resultType: 'samples' }),
    drill: ask({ ...other, metrics: [] }, { resultType: 'drill_detail' }),
    'drill-free': ask(
      { ...other, metrics: [] },
      { form: { slice_id: undefined }, resultType: 'drill_detail' },
    ),
    'drill-by': ask(other, {
      form: { slice_id: 0, chart_id: chart.id, groupby: [chart.otherColumn] },
    }),
    'query-text': ask({}, { resultType: 'query' }),
  }
}

export type RouteQuestion = {
  key: LeakKey
  path: string
  body?: unknown
  /** Of what there may be none: then an empty list is no refusal. */
  mayBeNone?: boolean
}

/** Requests that need the guest's rights alone. */
export function routeQuestions({ dashboard, chart }: GuestView): RouteQuestion[] {
  const map = { viz_type: 'country_map', select_country: 'usa', entity: chart.otherColumn }
  const from = { datasource: `${chart.dataset}__table`, slice_id: chart.id, dashboardId: dashboard }
  const old = { ...map, ...from, metric: chart.metrics[0] ?? 'count' }
  const samples = `datasource_type=table&datasource_id=${chart.dataset}&dashboard_id=${dashboard}&per_page=1`
  return [
    { key: 'saved-samples', path: `/api/v1/chart/${chart.id}/data/?type=samples` },
    { key: 'dataset-samples', path: `/datasource/samples?${samples}`, body: {} },
    {
      key: 'explore-json',
      path: `/superset/explore_json/?form_data=${encodeURIComponent(JSON.stringify(old))}`,
    },
    // What SQL Lab begins with: a question that needs no token against forgery, whose lack would look like a refusal.
    { key: 'sql-lab', path: '/api/v1/sqllab/' },
    { key: 'databases', path: '/api/v1/database/' },
    { key: 'datasets', path: '/api/v1/dataset/' },
    { key: 'queries', path: '/api/v1/query/', mayBeNone: true },
    { key: 'log', path: '/api/v1/log/' },
    { key: 'accounts', path: '/api/v1/security/users/' },
    { key: 'export', path: `/api/v1/dashboard/export/?q=!(${dashboard})` },
    { key: 'export-datasets', path: `/api/v1/dataset/export/?q=!(${chart.dataset})` },
    { key: 'people', path: '/api/v1/dashboard/related/owners' },
  ]
}
