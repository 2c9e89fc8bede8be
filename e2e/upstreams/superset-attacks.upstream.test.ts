import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { SupersetFacts } from '@/start/upstreams/superset'
import {
  type Ask,
  asGuest,
  claimsFor,
  DATA,
  type Demo,
  type Json,
  readDemo,
  requestFor,
  rowsOf,
  rulesOf,
  signed,
} from './superset-guest'

// Every attack is tried on a Superset with nothing but embedding switched on, where it works, and on ours, where it must
// not: a test whose attack no longer works anywhere would prove nothing.

const RULE = "category_name = 'Beverages'"
/** Somebody who buys, whom no dataset shows. */
const UNSHOWN = 'Alfreds Futterkiste'

type Side = { superset: SupersetFacts; demo: Demo; token: string }
let ours: Side
let plain: Side

async function side(superset: SupersetFacts): Promise<Side> {
  const demo = await readDemo(superset)
  const token = await signed(claimsFor(superset, rulesOf(demo, RULE)), superset.guestSecret)
  return { superset, demo, token }
}

beforeAll(async () => {
  const supersets = inject('supersets')
  ours = await side(supersets.ours)
  plain = await side(supersets.plain)
})

const ask = ({ superset, demo, token }: Side, given: Ask) =>
  asGuest(superset, token, DATA, { body: requestFor(demo, given) })

const sqlMetric = (sqlExpression: string) => ({ expressionType: 'SQL', sqlExpression, label: 'told' })
const sqlColumn = (sqlExpression: string) => ({ expressionType: 'SQL', sqlExpression, label: 'told' })
const axis = (sqlExpression: string, timeGrain = 'P1M') => ({
  ...sqlColumn(sqlExpression),
  columnType: 'BASE_AXIS',
  timeGrain,
})
const otherTable = `max(query_to_xml('select * from northwind.customers', true, false, '')::text)`

type Attack = {
  name: string
  asked: Ask
  /** What a plain Superset then gives away. */
  proof: (rows: Json[], text: string) => void
}

const some = (rows: Json[]) => expect(rows.length).toBeGreaterThan(0)

const ATTACKS: readonly Attack[] = [
  {
    name: 'a column more',
    asked: { query: { columns: ['order_id'] } },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
  {
    name: 'another column for the chart’s own',
    asked: { chart: 'best-products', query: { columns: ['ship_country'] } },
    proof: (rows) => expect(rows[0]).toHaveProperty('ship_country'),
  },
  {
    name: 'another saved metric',
    asked: { query: { metrics: ['units'] } },
    proof: (rows) => expect(rows[0]?.units).toBe(9532),
  },
  {
    name: 'a metric of one’s own',
    asked: { query: { metrics: [sqlMetric('max(unit_price)')] } },
    proof: (rows) => expect(rows[0]?.told).toBe(263.5),
  },
  {
    name: 'a column in SQL',
    asked: { query: { columns: [sqlColumn('current_user')] } },
    proof: (rows) => expect(rows[0]?.told).toBe('plain_reader'),
  },
  {
    name: 'SQL in place of an axis’ column',
    asked: {
      chart: 'revenue-by-month',
      query: { columns: [axis('order_date - order_id % 7')], post_processing: [] },
    },
    proof: some,
  },
  {
    name: 'a finer grain of time than the chart has',
    asked: {
      chart: 'revenue-by-month',
      query: { columns: [axis('order_date', 'P1D')], post_processing: [] },
    },
    proof: (rows) => expect(rows.length).toBeGreaterThan(100),
  },
  {
    name: 'a metric that reads another table by query_to_xml',
    asked: { query: { metrics: [sqlMetric(otherTable)] } },
    proof: (_rows, text) => expect(text).toContain(UNSHOWN),
  },
  {
    name: 'a metric that reads past the row rule by query_to_xml',
    asked: {
      query: {
        metrics: [
          sqlMetric(
            `max(query_to_xml('select sum(line_revenue) from northwind.sales', true, false, '')::text)`,
          ),
        ],
      },
    },
    proof: (_rows, text) => expect(text).toContain('1265793.0395'),
  },
  {
    name: 'samples',
    asked: { context: { result_type: 'samples' } },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
  {
    name: 'samples, asked for one query only',
    asked: { query: { result_type: 'samples' } },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
  {
    name: 'drilling to the rows',
    asked: {
      context: { result_type: 'drill_detail' },
      query: { columns: ['order_id', 'quantity'], metrics: [] },
    },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
  {
    name: 'drilling to the rows of a dataset without naming a chart',
    asked: {
      context: { result_type: 'drill_detail' },
      query: { columns: ['order_id', 'quantity'], metrics: [] },
      form: { slice_id: undefined },
    },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
  {
    name: 'drilling by another column',
    asked: {
      chart: 'revenue-by-country',
      query: { columns: ['order_id'] },
      form: (chart) => ({ slice_id: 0, chart_id: chart, groupby: ['order_id'] }),
    },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
  {
    // A plain 6.1 answers and leaves the text out, for want of another right.
    name: 'the text of the query',
    asked: { context: { result_type: 'query' } },
    proof: (_rows, text) => expect(text).toContain('"language": "sql"'),
  },
  {
    name: 'an order in SQL',
    asked: { chart: 'best-products', query: { orderby: [[sqlMetric('min(order_id)'), true]] } },
    proof: some,
  },
  {
    name: 'the best series by a metric of one’s own',
    asked: {
      chart: 'revenue-by-month',
      query: {
        series_limit: 1,
        series_columns: ['product_name'],
        columns: ['product_name'],
        series_limit_metric: sqlMetric('sum(quantity)'),
        post_processing: [],
      },
    },
    proof: some,
  },
  {
    name: 'a condition in SQL',
    asked: { query: { extras: { where: 'order_id % 2 = 0', having: '' } } },
    proof: some,
  },
  {
    name: 'a condition on the metric in SQL',
    asked: { chart: 'best-products', query: { extras: { where: '', having: 'count(*) > 30' } } },
    proof: some,
  },
  {
    name: 'a filter on a column that is not shown',
    asked: { query: { filters: [{ col: 'order_id', op: '==', val: 10_248 }] } },
    proof: some,
  },
  {
    name: 'a filter in SQL',
    asked: { query: { filters: [{ col: sqlColumn('order_id % 2'), op: '==', val: 1 }] } },
    proof: some,
  },
  {
    name: 'another column in the name of a native filter',
    asked: {
      query: { columns: ['product_name', 'order_id'], metrics: [], orderby: [] },
      form: { type: 'NATIVE_FILTER', native_filter_id: 'NATIVE_FILTER-product-group', slice_id: undefined },
    },
    proof: (rows) => expect(rows[0]).toHaveProperty('order_id'),
  },
]

it('asks what the dashboard asks, and is answered on both', async () => {
  for (const each of [ours, plain]) {
    const answer = await ask(each, {})
    expect([answer.status, rowsOf(answer)[0]?.revenue]).toEqual([200, 267868.18])
  }
})

describe('a reader of the dashboard, held to a row rule, who asks for more', () => {
  it.each(ATTACKS)('$name: answered by a plain Superset, refused by ours', async ({ asked, proof }) => {
    const given = await ask(plain, asked)
    expect(given.status, given.text.slice(0, 400)).toBe(200)
    proof(rowsOf(given), given.text)

    const refused = await ask(ours, asked)
    expect(refused.status, refused.text.slice(0, 400)).toBe(403)
    expect(refused.json).not.toHaveProperty('result')
    expect(refused.text).not.toContain('northwind')
  })
})
