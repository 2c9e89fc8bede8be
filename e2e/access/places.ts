import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { house, signIn } from '../session'

/** What the braces in the tables stand for in this house. */
export type Places = Record<string, string>

const DEADLINE_MS = 60_000

/** Reads them as the owner of the database; waits until the knowledge base was read for the first time. */
export async function findPlaces(): Promise<Places> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    const person = await signIn({ role: 'viewer', name: 'Test Placeholder' })
    await client.query(
      `INSERT INTO role (id, key, name, rights) VALUES (gen_random_uuid(), 'stocktakers', 'Stocktakers of the matrix', '[]')
       ON CONFLICT (key) DO NOTHING`,
    )
    const knowledge = await untilFound(client, KNOWLEDGE)
    const run = await untilFound(
      client,
      'SELECT workflow_uuid AS run FROM dbos.workflow_status ORDER BY created_at LIMIT 1',
    )
    return {
      ...knowledge,
      ...run,
      person: person.userId,
      personName: 'Test Placeholder',
      role: 'stocktakers',
      roleName: 'Stocktakers of the matrix',
    }
  } finally {
    await client.end()
  }
}

const KNOWLEDGE = `
  SELECT space.slug AS space, space.name AS "spaceName", kb.slug AS database, kb.name AS "databaseName"
  FROM kb_database kb JOIN kb_space space ON space.id = kb.space_id
  WHERE kb.gone_at IS NULL AND space.gone_at IS NULL ORDER BY space.name, kb.name LIMIT 1`

async function untilFound(client: pg.Client, sql: string): Promise<Places> {
  const deadline = Date.now() + DEADLINE_MS
  for (;;) {
    const { rows } = await client.query<Places>(sql)
    if (rows[0] !== undefined) return rows[0]
    if (Date.now() > deadline) throw new Error(`nothing came of: ${sql}`)
    await sleep(500)
  }
}

/** The text with its braces filled. @throws Error for a name that no place has. */
export function fill(text: string, places: Places): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = places[name]
    if (value === undefined) throw new Error(`nothing is called {${name}}`)
    return value
  })
}
