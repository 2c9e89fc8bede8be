import pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { SupersetFacts } from '@/start/upstreams/superset'
import {
  type Answer,
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
import { type Person, signIn } from './superset-people'

// What Superset tells a guest besides figures, and what it keeps of guests: of a plain one, and of ours.

const BEVERAGES = "category_name = 'Beverages'"
const SEAFOOD = "category_name = 'Seafood'"

type Side = { superset: SupersetFacts; demo: Demo; admin: Person }
let ours: Side
let plain: Side

beforeAll(async () => {
  const supersets = inject('supersets')
  const sideOf = async (superset: SupersetFacts): Promise<Side> => ({
    superset,
    demo: await readDemo(superset),
    admin: await signIn(superset, superset.admin),
  })
  ours = await sideOf(supersets.ours)
  plain = await sideOf(supersets.plain)
})

const tokenOf = ({ superset, demo }: Side, clause = BEVERAGES) =>
  signed(claimsFor(superset, rulesOf(demo, clause)), superset.guestSecret)

const ask = async (side: Side, clause: string, given: Ask) =>
  asGuest(side.superset, await tokenOf(side, clause), DATA, { body: requestFor(side.demo, given) })

/** Looks into the database that Superset keeps its records in. */
async function inRecords<T extends Json>(
  { superset }: Side,
  sql: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: superset.recordsUrl })
  await client.connect()
  try {
    return (await client.query<T>(sql, values)).rows
  } finally {
    await client.end()
  }
}

describe('a reader who takes rows away as CSV, with the token in the form as the frame sends it', () => {
  const download = async (side: Side) => {
    const token = await tokenOf(side)
    const query = requestFor(side.demo, { context: { result_format: 'csv' } })
    const form = new URLSearchParams({ form_data: JSON.stringify(query), guest_token: token })
    const response = await fetch(`${side.superset.url}${DATA}`, { method: 'POST', body: form })
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('267868.18')])
    return token
  }
  const kept = (side: Side, text: string) =>
    inRecords<{ json: string }>(side, 'SELECT json FROM logs WHERE strpos(json, $1) > 0', [text])

  it('leaves the token in the log of a plain Superset, and not in ours', async () => {
    const token = await download(plain)
    const [row] = await kept(plain, token)
    expect(JSON.parse(row?.json ?? '{}').guest_token).toBe(token)

    const other = await download(ours)
    const [, payload = ''] = other.split('.')
    expect(await kept(ours, payload)).toEqual([])
    // Written down it is, all but the token.
    const written = await kept(ours, '"guest_token": "[taken out]"')
    expect(JSON.parse(written.at(-1)?.json ?? '{}').path).toBe(DATA)
    expect(await kept(ours, 'eyJ')).toEqual([])
  })
})

describe('what a frame is told of its datasets', () => {
  type Part = { metric_name?: string; column_name?: string; expression?: unknown }
  const told = async (side: Side) => {
    const path = `/api/v1/dashboard/${side.superset.slug}/datasets`
    const { json } = await asGuest(side.superset, await tokenOf(side), path)
    return (json.result as { metrics: Part[]; columns: Part[] }[]).flatMap(({ metrics, columns }) => [
      ...metrics,
      ...columns,
    ])
  }

  it('names the SQL of figures and calculated columns on a plain Superset, and on ours their names alone', async () => {
    const parts = await told(plain)
    expect(parts.map(({ expression }) => expression)).toContain('SUM(line_revenue)')
    const ourParts = await told(ours)
    expect(ourParts.map(({ metric_name }) => metric_name)).toContain('revenue')
    expect(ourParts.filter(({ expression }) => expression)).toEqual([])
  })
})

describe('a filter over a dataset that no chart of the dashboard is of', () => {
  const FILTER = 'NATIVE_FILTER-customers'

  /** An author adds the filter; the portal is told of the datasets of charts alone, and makes no rule for it. */
  async function withFilter(side: Side, work: (dataset: number) => Promise<void>): Promise<void> {
    const { admin, demo } = side
    const table = { database: 1, schema: 'northwind', table_name: 'customers' }
    const made = await admin.post('/api/v1/dataset/', table)
    expect(made.status, made.text.slice(0, 300)).toBe(201)
    const dataset = Number(made.json.id)
    const path = `/api/v1/dashboard/${demo.dashboardId}`
    const before = ((await admin.get(path)).json.result as { json_metadata: string }).json_metadata
    const metadata = JSON.parse(before)
    const [first] = metadata.native_filter_configuration
    const targets = [{ datasetId: dataset, column: { name: 'company_name' } }]
    metadata.native_filter_configuration.push({ ...first, id: FILTER, name: 'Customer', targets })
    try {
      const saved = await admin.send('PUT', path, { json_metadata: JSON.stringify(metadata) })
      expect(saved.status, saved.text.slice(0, 300)).toBe(200)
      await work(dataset)
    } finally {
      await admin.send('PUT', path, { json_metadata: before })
      await admin.send('DELETE', `/api/v1/dataset/${dataset}`)
    }
  }

  const values = async (side: Side, dataset: number): Promise<Answer> => {
    const query = { columns: ['company_name'], metrics: [], filters: [], orderby: [], row_limit: 1000 }
    const form = { type: 'NATIVE_FILTER', native_filter_id: FILTER, slice_id: undefined }
    return await ask(side, '1 = 0', { query, form, context: { datasource: { id: dataset, type: 'table' } } })
  }

  it('offers every value to a reader of no rows on a plain Superset, and none on ours', async () => {
    await withFilter(plain, async (dataset) => {
      const given = await values(plain, dataset)
      expect(given.status, given.text.slice(0, 300)).toBe(200)
      expect(rowsOf(given).length).toBeGreaterThan(80)
    })
    await withFilter(ours, async (dataset) => {
      const refused = await values(ours, dataset)
      expect([refused.status, refused.json.result]).toEqual([403, undefined])
    })
  })
})

describe('an answer that is kept', () => {
  type Kept = { is_cached: boolean | null; cache_key: string; data: Json[] }
  const asked = async (side: Side, clause: string): Promise<Kept> => {
    const answer = await ask(side, clause, { chart: 'revenue-by-country', query: { row_limit: 991 } })
    const [first] = answer.json.result as Kept[]
    if (first === undefined) throw new Error(answer.text.slice(0, 300))
    return first
  }

  // Nothing to bite on a plain Superset either: the row rules are in the key. That answers are kept at all is seen beside it.
  it('goes to the reader whose rows it holds, from both, and to nobody else, by asking or by its key', async () => {
    for (const side of [ours, plain]) {
      await asked(side, BEVERAGES)
      const again = await asked(side, BEVERAGES)
      expect(again.is_cached).toBe(true)
      const others = await asked(side, SEAFOOD)
      expect([others.is_cached === true, others.cache_key === again.cache_key]).toEqual([false, false])
      expect(others.data).not.toEqual(again.data)
      expect((await asked(side, '1 = 0')).data).toEqual([])
      const byKey = await asGuest(
        side.superset,
        await tokenOf(side, SEAFOOD),
        `/api/v1/chart/data/${again.cache_key}`,
      )
      // That way is one of Superset's own background work, and fails in words that tell nothing.
      expect([byKey.status >= 400, byKey.json.result]).toEqual([true, undefined])
      expect(byKey.text).not.toContain('Beverages')
    }
  })

  it('is gone from our database once it is over, and stays in a plain Superset’s', async () => {
    const OVER = `UPDATE key_value SET expires_on = now() - interval '1 day' WHERE resource = 'superset_metastore_cache'`
    const left = async (side: Side) => {
      const sql = `SELECT count(*)::int AS left FROM key_value WHERE expires_on < now() - interval '12 hours'`
      const [row] = await inRecords<{ left: number }>(side, sql)
      return row?.left
    }
    for (const [side, isKept] of [
      [plain, true],
      [ours, false],
    ] as const) {
      await asked(side, BEVERAGES)
      await inRecords(side, OVER)
      expect(await left(side)).toBeGreaterThan(0)
      // An answer that was not kept before.
      const period = { col: 'order_date', op: 'TEMPORAL_RANGE', val: '1997-01-01 : 1997-02-03' }
      const fresh = await ask(side, BEVERAGES, { query: { filters: [period] } })
      expect(fresh.status).toBe(200)
      expect((await left(side)) !== 0).toBe(isKept)
    }
  })

  /** Asks for an answer that was not kept before. */
  const askFresh = async (day: number) => {
    const period = { col: 'order_date', op: 'TEMPORAL_RANGE', val: `1997-01-01 : 1997-03-0${day}` }
    return (await ask(ours, BEVERAGES, { query: { filters: [period] } })).status
  }
  const MANY = 5_000
  const addOver = () =>
    inRecords(
      ours,
      `INSERT INTO key_value (resource, value, uuid, expires_on) SELECT 'superset_metastore_cache', 'over',
       gen_random_uuid(), now() - interval '1 day' FROM generate_series(1, $1)`,
      [MANY],
    )
  const countOver = async () => {
    const sql = `SELECT count(*)::int AS over FROM key_value WHERE value = 'over'`
    return (await inRecords<{ over: number }>(ours, sql))[0]?.over ?? 0
  }

  it('is let go a part at a time, so that nobody waits for years of them', async () => {
    await addOver()
    expect(await askFresh(1)).toBe(200)
    const over = await countOver()
    expect(over).toBeLessThan(MANY)
    expect(over).toBeGreaterThan(MANY / 2)
  })

  it('is let go by nobody’s request: another who holds it, or a failure, keeps no chart from its reader', async () => {
    await addOver()
    const client = new pg.Client({ connectionString: ours.superset.recordsUrl })
    await client.connect()
    try {
      await client.query(`BEGIN; SELECT FROM key_value WHERE value = 'over' FOR UPDATE`)
      expect(await askFresh(2)).toBe(200)
      await client.query(`ROLLBACK; CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
        CREATE TRIGGER refuse BEFORE DELETE ON key_value EXECUTE FUNCTION refuse()`)
      const before = await countOver()
      expect([await askFresh(3), await countOver()]).toEqual([200, before])
    } finally {
      await client.query('ROLLBACK; DROP FUNCTION IF EXISTS refuse CASCADE')
      await client.query(`DELETE FROM key_value WHERE value = 'over'`)
      await client.end()
    }
  }, 30_000)
})
