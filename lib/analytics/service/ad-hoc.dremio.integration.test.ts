import { resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { env } from '@/lib/platform/env'
import { isAppError } from '@/lib/platform/errors'
import { createTestCtx } from '@/lib/testing/actors'
import { type DremioStandIn, startDremioStandIn } from '@/local/dremio/server'
import { createDremioEngine } from '../dremio-engine'
import { closeEngine } from '../engine'
import type { Engine } from '../engine-shape'
import { askStatement, getWorkbench, listDataTables } from './ad-hoc'

const ACCOUNT = { user: 'portal', password: 'a-password-for-the-stand-in' }
let standIn: DremioStandIn

beforeAll(async () => {
  standIn = await startDremioStandIn({
    port: 0,
    ...ACCOUNT,
    stateMs: 1,
    folders: [resolve('analytics/data/northwind')],
  })
  const holder = globalThis as typeof globalThis & { pergolaEngine?: Engine }
  holder.pergolaEngine = createDremioEngine({
    DREMIO_URL: standIn.url,
    DREMIO_USER: ACCOUNT.user,
    DREMIO_PASSWORD: ACCOUNT.password,
    DREMIO_STATEMENTS_AT_ONCE: 3,
    DREMIO_TIMEOUT_SECONDS: 60,
  })
})

afterEach(() => declare(undefined))

afterAll(async () => {
  await closeEngine()
  await standIn.stop()
})

function declare(readOnly: '1' | undefined): void {
  Object.assign(env(), { DREMIO_READ_ONLY: readOnly })
}

it('is not offered at a warehouse whose account nobody has declared to read only, and says so', async () => {
  const ctx = await createTestCtx({ role: 'analyst' })
  expect((await getWorkbench(ctx)).offer).toMatchObject({
    offered: false,
    reason: expect.stringMatching(/Dremio.*DREMIO_READ_ONLY=1/),
  })
  expect(await listDataTables(ctx)).toEqual([])
  const error = await askStatement(ctx, { sql: 'SELECT 1', purpose: 'page' }).catch(
    (thrown: unknown) => thrown,
  )
  expect(isAppError(error) && error.code).toBe('NOT_CONFIGURED')
})

it('is answered there once it is declared, cut as anywhere', async () => {
  declare('1')
  const ctx = await createTestCtx({ role: 'analyst' })
  expect((await getWorkbench(ctx)).offer).toMatchObject({ offered: true, label: 'Dremio' })
  const sql = 'SELECT round(sum(unit_price * quantity * (1 - discount)), 2) AS revenue FROM order_details'
  expect(await askStatement(ctx, { sql, purpose: 'page' })).toMatchObject({
    ok: true,
    engine: 'Dremio',
    answer: { rows: [['1265793.04']], cut: null },
  })
  const lines = (await listDataTables(ctx)).find(({ name }) => name.endsWith('order_details'))
  expect(lines?.columns.map(({ name }) => name)).toContain('unit_price')
  const many = await askStatement(ctx, {
    sql: 'SELECT o.order_id FROM orders o, shippers s',
    purpose: 'page',
  })
  expect(many).toMatchObject({ ok: true, answer: { cut: 'rows' } })
})

it.each([
  'DELETE FROM orders',
  'CREATE TABLE mine AS SELECT 1',
  'DROP TABLE orders',
  'SELECT 1; DROP TABLE orders',
  'SELECT 1) AS x; DROP TABLE orders; SELECT * FROM (SELECT 1',
  'EXPLAIN PLAN FOR SELECT 1',
])('takes nothing there but one query: %s', async (sql) => {
  declare('1')
  const ctx = await createTestCtx({ role: 'analyst' })
  expect(await askStatement(ctx, { sql, purpose: 'page' })).toMatchObject({
    ok: false,
    fault: { outcome: 'failed' },
  })
  const count = await askStatement(ctx, { sql: 'SELECT count(*) AS n FROM orders', purpose: 'page' })
  expect(count).toMatchObject({ ok: true, answer: { rows: [['830']] } })
})
