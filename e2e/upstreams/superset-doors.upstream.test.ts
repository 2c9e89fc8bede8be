import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { SupersetFacts } from '@/start/upstreams/superset'
import {
  type Answer,
  asGuest,
  claimsFor,
  DATA,
  type Demo,
  type Json,
  type Rule,
  readDemo,
  requestFor,
  rowsOf,
  rulesOf,
  signed,
} from './superset-guest'

const RULE = "category_name = 'Beverages'"
const ALL = 1265793.0395

type Side = { superset: SupersetFacts; demo: Demo }
let ours: Side
let plain: Side

beforeAll(async () => {
  const supersets = inject('supersets')
  ours = { superset: supersets.ours, demo: await readDemo(supersets.ours) }
  plain = { superset: supersets.plain, demo: await readDemo(supersets.plain) }
})

const claims = ({ superset, demo }: Side, over: Json = {}) => ({
  ...claimsFor(superset, rulesOf(demo, RULE)),
  ...over,
})
const draw = ({ superset, demo }: Side, token: string) =>
  asGuest(superset, token, DATA, { body: requestFor(demo, {}) })
const totalOf = (answer: Answer) => rowsOf(answer)[0]?.revenue

const now = () => Math.floor(Date.now() / 1000)
/** Header and claims written anew, the signature kept. */
function forged(token: string, { header, claims }: { header?: Json; claims?: Json }): string {
  const [first = '', second = '', signature = ''] = token.split('.')
  const again = (part: string, over: Json | undefined) =>
    over === undefined
      ? part
      : Buffer.from(
          JSON.stringify({ ...JSON.parse(Buffer.from(part, 'base64url').toString()), ...over }),
        ).toString('base64url')
  return [again(first, header), again(second, claims), header?.alg === 'none' ? '' : signature].join('.')
}

describe('a token that is not the portal’s', () => {
  type Forgery = { name: string; token: (side: Side) => Promise<string> }
  const good = (each: Side) => signed(claims(each), each.superset.guestSecret)
  const everyRow = ({ demo }: Side): Rule[] => rulesOf(demo, '1 = 1')
  const over = (given: Json) => (each: Side) => signed(claims(each, given), each.superset.guestSecret)
  const FORGERIES: readonly Forgery[] = [
    { name: 'expired', token: (each) => over({ iat: now() - 400, exp: now() - 100 })(each) },
    { name: 'begins in the future', token: (each) => over({ iat: now() + 200, exp: now() + 400 })(each) },
    { name: 'another secret', token: (each) => signed(claims(each), 'x'.repeat(48)) },
    {
      name: 'row rule changed',
      token: async (each) => forged(await good(each), { claims: { rls_rules: everyRow(each) } }),
    },
    { name: 'alg: none', token: async (each) => forged(await good(each), { header: { alg: 'none' } }) },
    {
      name: 'alg: none, row rule changed',
      token: async (each) =>
        forged(await good(each), { header: { alg: 'none' }, claims: { rls_rules: everyRow(each) } }),
    },
    { name: 'HS512', token: (each) => signed(claims(each), each.superset.guestSecret.repeat(2), 'HS512') },
    {
      name: 'HS512 with the right secret',
      token: (each) => signed(claims(each), each.superset.guestSecret, 'HS512'),
    },
    { name: 'wrong audience', token: over({ aud: 'another' }) },
    { name: 'no audience', token: over({ aud: undefined }) },
    { name: 'wrong type', token: over({ type: 'user' }) },
    { name: 'no user', token: over({ user: undefined }) },
    { name: 'no dashboard', token: over({ resources: undefined }) },
    { name: 'no row rules', token: over({ rls_rules: undefined }) },
    { name: 'nonsense', token: async () => 'a.b.c' },
  ]

  it('while one that is draws its own rows on both', async () => {
    for (const each of [ours, plain]) {
      const answer = await draw(each, await good(each))
      expect([answer.status, totalOf(answer)]).toEqual([200, 267868.18])
    }
  })

  // Nothing to bite on a plain Superset either, which reads signature, end and audience; its own secret comes next.
  it.each(FORGERIES)('$name: refused by both', async ({ token }) => {
    for (const each of [ours, plain]) {
      const answer = await draw(each, await token(each))
      expect([answer.status, answer.json.result]).toEqual([401, undefined])
    }
  })
})

describe('a token that anybody can sign who has read Superset’s source', () => {
  const KNOWN = { secret: 'test-guest-secret-change-me', aud: 'http://0.0.0.0:8080/' }

  it('opens every row of a plain Superset, and nothing of ours, under either audience', async () => {
    const made = (each: Side, aud: string) =>
      signed(claims(each, { aud, rls_rules: rulesOf(each.demo, '1 = 1') }), KNOWN.secret)
    const drawn = await draw(plain, await made(plain, KNOWN.aud))
    expect([drawn.status, totalOf(drawn)]).toEqual([200, ALL])
    // And with the right audience alone, made for another Superset of the same secret.
    expect((await draw(plain, await made(plain, 'superset'))).status).toBe(401)
    for (const aud of [KNOWN.aud, ours.superset.audience]) {
      const answer = await draw(ours, await made(ours, aud))
      expect([answer.status, answer.json.result]).toEqual([401, undefined])
    }
  })

  it('an audience that was never set is one that every other Superset has too: taken there, refused by ours', async () => {
    const elsewhere = (each: Side) =>
      signed(claims(each, { aud: 'http://0.0.0.0:8080/' }), each.superset.guestSecret)
    expect((await draw(plain, await elsewhere(plain))).status).toBe(200)
    expect((await draw(ours, await elsewhere(ours))).status).toBe(401)
  })
})

describe('a token of the portal’s secret that would open too much', () => {
  type Loose = { name: string; over: (side: Side) => Json; refused: number; given: number }
  const LOOSE: readonly Loose[] = [
    { name: 'never expires', over: () => ({ exp: undefined }), refused: 401, given: 267868.18 },
    { name: 'lives for a day', over: () => ({ exp: now() + 86_400 }), refused: 401, given: 267868.18 },
    { name: 'an empty list of rules', over: () => ({ rls_rules: [] }), refused: 401, given: ALL },
    {
      name: 'a rule of no dataset',
      over: () => ({ rls_rules: [{ clause: RULE }] }),
      refused: 401,
      given: 267868.18,
    },
    {
      name: 'a rule for another dataset only',
      over: ({ demo }) => ({ rls_rules: [{ dataset: demo.datasets.stock, clause: '1 = 0' }] }),
      refused: 403,
      given: ALL,
    },
  ]

  it.each(LOOSE)('$name: drawn by a plain Superset, refused by ours', async ({ over, refused, given }) => {
    const drawn = await draw(plain, await signed(claims(plain, over(plain)), plain.superset.guestSecret))
    expect([drawn.status, totalOf(drawn)]).toEqual([200, given])

    const answer = await draw(ours, await signed(claims(ours, over(ours)), ours.superset.guestSecret))
    expect([answer.status, answer.json.result]).toEqual([refused, undefined])
  })
})

describe('another dashboard’s things', () => {
  const elsewhere = (each: Side, id: string) =>
    signed(claims(each, { resources: [{ type: 'dashboard', id }] }), each.superset.guestSecret)

  it.each([
    ['of another dashboard', () => randomUUID()],
    ['of the dashboard by its slug', (each: Side) => each.superset.slug],
  ])('a token %s draws nothing here', async (_name, id) => {
    for (const each of [ours, plain]) {
      expect((await draw(each, await elsewhere(each, id(each)))).status).toBe(403)
    }
  })

  // Of a plain Superset too, and answered with the ids of the dashboard itself.
  it.each<[string, (side: Side) => Json]>([
    [
      'dataset',
      ({ demo }) => requestFor(demo, { context: { datasource: { id: demo.datasets.stock, type: 'table' } } }),
    ],
    ['chart', ({ demo }) => requestFor(demo, { form: { slice_id: 999_999 } })],
    ['dashboard', ({ demo }) => requestFor(demo, { form: { dashboardId: demo.dashboardId + 1 } })],
  ])('the id of another %s is refused', async (_name, body) => {
    for (const each of [ours, plain]) {
      const token = await signed(claims(each), each.superset.guestSecret)
      expect((await draw(each, token)).status).toBe(200)
      const answer = await asGuest(each.superset, token, DATA, { body: body(each) })
      expect([answer.status, answer.json.result]).toEqual([403, undefined])
    }
  })
})

describe('what a guest is offered to choose from', () => {
  it('people’s e-mail addresses are told by a plain Superset and not by ours', async () => {
    const path = '/api/v1/dashboard/related/owners'
    const told = await asGuest(plain.superset, await signed(claims(plain), plain.superset.guestSecret), path)
    expect(told.text).toContain('@superset.invalid')
    const answer = await asGuest(ours.superset, await signed(claims(ours), ours.superset.guestSecret), path)
    expect([answer.json.count, answer.json.result]).toEqual([0, []])
  })
})

describe('the role that reads the figures, should anything get that far', () => {
  const OTHER_TABLE = `SELECT query_to_xml('select * from northwind.customers', true, false, '')`
  const REFUSED = [
    OTHER_TABLE,
    `SELECT * FROM ts_stat('select to_tsvector(company_name) from northwind.customers')`,
    `SELECT ts_rewrite('a'::tsquery, 'select ''a''::tsquery, ''b''::tsquery')`,
    `SELECT database_to_xml(true, false, '')`,
    'SELECT pg_sleep(0)',
    `INSERT INTO northwind.shippers VALUES (99, 'mine', NULL)`,
    'CREATE TABLE northwind.mine (a int)',
    'CREATE TABLE public.mine (a int)',
    'CREATE TEMPORARY TABLE mine (a int)',
    `SELECT pg_read_file('/etc/passwd')`,
    'SELECT * FROM pg_authid',
  ]

  async function asReader<T>(uri: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: uri.replace('postgresql+psycopg2', 'postgresql') })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  it.each(REFUSED)('is refused: %s', async (sql) => {
    await asReader(ours.superset.dataUri, async (client) => {
      await client.query('SET default_transaction_read_only = off')
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' })
    })
  })

  it('reads its schema, and on a plain database whatever it hands over as text', async () => {
    const sum = 'SELECT sum(line_revenue)::text AS sum FROM northwind.sales'
    const { rows } = await asReader(ours.superset.dataUri, (client) => client.query(sum))
    expect(rows).toEqual([{ sum: '1265793.0395' }])
    const xml = await asReader(plain.superset.dataUri, (client) => client.query(OTHER_TABLE))
    expect(JSON.stringify(xml.rows)).toContain('Alfreds Futterkiste')
  })

  it('is stopped after half a minute, and writes nothing without asking to', async () => {
    const { rows } = await asReader(ours.superset.dataUri, (client) =>
      client.query(
        `SELECT current_setting('statement_timeout') AS stopped, current_setting('transaction_read_only') AS read_only`,
      ),
    )
    expect(rows).toEqual([{ stopped: '30s', read_only: 'on' }])
  })

  it('cannot enter the database that Superset keeps its records in', async () => {
    const elsewhere = new URL(ours.superset.dataUri.replace('postgresql+psycopg2', 'postgresql'))
    elsewhere.pathname = `/${ours.superset.records}`
    await expect(asReader(elsewhere.href, async () => {})).rejects.toMatchObject({ code: '42501' })
  })
})
