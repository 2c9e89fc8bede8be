import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { house } from '../session'
import { ACTION_ROWS, type ActionRow, WITHOUT_ANSWER } from './action-table'
import { makeNewPlaces } from './new-places'
import { ask, type Cookies, signEverybodyIn } from './people'
import { fill, findPlaces, type Places } from './places'
import { WHO, type Who } from './who'

type Manifest = { node: Record<string, { exportedName: string; filename: string }> }

/** Every server action of the build, by the name under which its file exports it. */
function readActions(): Map<string, string> {
  const { node } = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as Manifest
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]))
}

const CODES: Record<string, string> = {
  FORBIDDEN: 'F',
  NOT_FOUND: 'N',
  CONFLICT: 'C',
  VALIDATION: 'V',
  ACCOUNT_DISABLED: 'D',
  UNAUTHENTICATED: 'U',
}

const ids = readActions()
let cookies: Cookies
let userIds: Partial<Record<Who, string>>
let places: Places
let client: pg.Client

test.beforeAll(async () => {
  client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  const signedIn = await signEverybodyIn()
  cookies = signedIn.cookies
  userIds = signedIn.userIds
  places = await findPlaces()
})

test.afterAll(() => client.end())

test('every action of the build has its row, and every row its action', () => {
  const rows = new Set([...ACTION_ROWS.map((row) => row.action), ...WITHOUT_ANSWER])
  expect([...rows].sort()).toEqual([...ids.keys()].sort())
})

/** Calls an action as the browser does: the state before it, and the form. */
async function call(row: ActionRow, cookie: string): Promise<string> {
  const made = { ...places, ...(await makeNewPlaces(client, row.fields)) }
  const form = new FormData()
  for (const [name, value] of Object.entries(row.fields)) form.append(`_1_${name}`, fill(value, made))
  form.append('0', JSON.stringify([null, '$K1']))
  const headers = { 'next-action': ids.get(row.action) ?? '', accept: 'text/x-component' }
  const response = await ask(fill(row.page, made), cookie, { method: 'POST', body: form, headers })
  const body = await response.text()
  if (response.status === 303 || response.headers.has('x-action-redirect')) return 'ok'
  const answer = /"ok":(true|false)(?:,"code":"(\w+)")?/.exec(body)
  if (answer?.[1] === 'true') return 'ok'
  const code = answer?.[2] ?? `${response.status} ${body.slice(0, 300)}`
  return CODES[code] ?? code
}

async function countRefusals(who: Who, action: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `SELECT coalesce(sum(count), 0) AS count FROM audit_event WHERE actor_id = $1 AND action = $2 AND outcome = 'refused'`,
    [userIds[who], action],
  )
  return Number(rows[0]?.count)
}

for (const row of ACTION_ROWS) {
  test(`${row.action} (${row.page}) does what the table says, and a refusal leaves its row`, async () => {
    test.setTimeout(120_000)
    const found: Partial<Record<Who, string>> = {}
    for (const who of WHO) {
      const answer = await call(row, cookies[who])
      found[who] = row.expected[who] === 'busy' && ['ok', 'C'].includes(answer) ? 'busy' : answer
      if (row.refusal === undefined || !['F', 'N'].includes(answer)) continue
      const { refusal } = row
      // While two refusals are being written, a third is held until its window of 30 s ends.
      await expect
        .poll(() => countRefusals(who, refusal), {
          message: `${refusal} of ${who} stands in the audit record`,
          timeout: 45_000,
        })
        .toBeGreaterThan(0)
    }
    expect(found).toEqual(row.expected)
  })
}

test('an action that another site sends is refused', async () => {
  const headers = { 'next-action': ids.get('disableUserAction') ?? '', origin: 'https://elsewhere.example' }
  const response = await ask('/admin/users', cookies.admin, { method: 'POST', body: new FormData(), headers })
  expect(response.status).toBe(403)
})
