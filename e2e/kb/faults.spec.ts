import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { createTestSession } from '@/lib/testing/session'
import { startTestHouse, type TestHouse } from '../house'

// A house of its own: its knowledge base fails while others' must not. What a page says of each fault is tried beside the
// code (lib/knowledge/failure-words.integration.test.ts); here the built portal, its engine and its webhook do it together.
test.describe.configure({ mode: 'serial' })

const SECRET = 'e2e-webhook-secret-that-is-long-enough'
const PAGES = ['/kb', '/kb/things', '/kb/things/thing', '/kb/changes', '/search?q=thing', '/']

let house: TestHouse
let cookie: { name: string; value: string }

test.beforeAll(async () => {
  test.setTimeout(240_000)
  house = await startTestHouse({ FIBERY_WEBHOOK_SECRET: SECRET })
  const { databaseUrl, baseUrl } = { databaseUrl: house.migratorUrl, baseUrl: house.url }
  const target = { databaseUrl, secret: house.env.AUTH0_SECRET, baseUrl }
  cookie = (await createTestSession({ role: 'operator', name: 'Test Operator' }, target)).cookie
  await expect.poll(() => runsIn('SUCCESS'), { timeout: 60_000 }).toBeGreaterThan(0)
  await expect.poll(entitiesRead, { timeout: 60_000 }).toBe(true)
})

test.afterAll(async () => {
  await house?.stop()
})

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: house.migratorUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function runsIn(...states: string[]): Promise<number> {
  const list = states.map((state) => `'${state}'`).join(', ')
  const [row] = await rows(
    `SELECT count(*)::int AS count FROM dbos.workflow_status WHERE name = 'refresh-knowledge' AND status IN (${list})`,
  )
  return Number(row?.count)
}

/** Runs that were queued by what Fibery told: others come by the clock. */
async function runsOfWebhook(): Promise<number> {
  const [row] = await rows(
    `SELECT count(*)::int AS count FROM workflow_request
     WHERE workflow_key = 'refresh-knowledge' AND reason = 'Fibery told of a change.'`,
  )
  return Number(row?.count)
}

/** Whether all databases were asked for their entities once. */
async function entitiesRead(): Promise<boolean> {
  const [row] = await rows(
    `SELECT count(*) FILTER (WHERE as_of IS NULL)::int AS missing, count(*)::int AS all FROM kb_database d
       LEFT JOIN kb_entity_reading r ON r.database_id = d.id WHERE d.gone_at IS NULL`,
  )
  return Number(row?.all) > 0 && Number(row?.missing) === 0
}

/** Discoveries of the space that stalls which have asked and not been answered. */
async function asking(): Promise<number> {
  const [row] = await rows(
    `SELECT count(*)::int AS count FROM kb_discovery d JOIN kb_space s ON s.id = d.space_id
     WHERE d.outcome = 'running' AND s.name = 'Things'`,
  )
  return Number(row?.count)
}

async function tell(mode: string): Promise<void> {
  const { ok } = await fetch(`${house.env.FIBERY_URL}/__misbehave`, {
    method: 'POST',
    body: JSON.stringify({ mode, space: 'Things' }),
  })
  expect(ok).toBe(true)
}

function callWebhook(secret: string): Promise<Response> {
  return fetch(`${house.url}/api/webhooks/fibery?secret=${secret}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ effects: [{ effect: 'fibery.entity/update', id: '1' }] }),
  })
}

function ask(path: string): Promise<Response> {
  return fetch(house.url + path, { headers: { cookie: `${cookie.name}=${cookie.value}` } })
}

test('while Fibery stalls, every page is there with what is known, and long before Fibery would be', async () => {
  test.setTimeout(120_000)
  await tell('stall')
  expect((await callWebhook(SECRET)).status).toBe(202)
  await expect.poll(asking, { timeout: 60_000 }).toBe(1)
  for (const path of PAGES) {
    const response = await ask(path)
    expect(response.status, path).toBe(200)
    const html = await response.text()
    if (path.startsWith('/kb/things')) expect(html).toContain('Being read')
  }
  // Of an entity Fibery is asked while its reader waits: the page gives up long before Fibery would answer.
  const card = await ask('/kb/things/thing/1')
  expect(card.status).toBe(200)
  const words = await card.text()
  expect(words).toContain('Bottle crate')
  expect(words).toContain('Fibery did not answer in time.')
  expect(words).toContain('/kb/things/thing/1?patient')
  // An attempt at Fibery is given up after twenty seconds: it is still at it.
  expect(await asking()).toBe(1)
  await tell('off')
  await expect.poll(() => runsIn('PENDING', 'ENQUEUED'), { timeout: 90_000 }).toBe(0)
})

test('Fibery’s webhook makes the portal read again, many calls in one run', async () => {
  test.setTimeout(90_000)
  const [before] = await rows(`SELECT as_of FROM kb_space WHERE slug = 'things'`)
  const runs = await runsOfWebhook()
  const answers = await Promise.all(Array.from({ length: 12 }, () => callWebhook(SECRET)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
  await expect
    .poll(async () => (await rows(`SELECT as_of FROM kb_space WHERE slug = 'things'`))[0]?.as_of, {
      timeout: 60_000,
    })
    .not.toEqual(before?.as_of)
  expect(await runsOfWebhook()).toBe(runs + 1)
})

test('without its secret there is no such address, and the secret stands in no log', async () => {
  for (const secret of ['', 'wrong', SECRET.slice(1)]) {
    const response = await callWebhook(secret)
    const none = await fetch(`${house.url}/api/no-such-address`, { method: 'POST' })
    expect(response.status).toBe(404)
    const told = async (answer: Response) => ({
      ...((await answer.json()) as object),
      requestId: '',
    })
    expect(await told(response)).toEqual(await told(none))
  }
  const logs = readdirSync(house.dataDir, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.log') && !name.startsWith('postgres'))
  expect(logs.length).toBeGreaterThan(0)
  const text = logs.map((name) => readFileSync(join(house.dataDir, name), 'utf8')).join('\n')
  expect(text).toContain('/api/webhooks/fibery')
  expect(text).not.toContain(SECRET)
})
