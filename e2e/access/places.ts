import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createFolderStore } from '@/lib/platform/file-store'
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
    const entity = await untilFound(client, ENTITY)
    const run = await untilFound(
      client,
      'SELECT workflow_uuid AS run FROM dbos.workflow_status ORDER BY created_at LIMIT 1',
    )
    await client.query(ADD_IMPORT, [IMPORT, person.userId])
    await client.query(ADD_DASHBOARD)
    await client.query(ADD_FOUND)
    return {
      ...knowledge,
      ...entity,
      import: IMPORT,
      dashboard: 'matrix',
      found: 'matrix-found',
      ...run,
      file: await fileOf(client, 'NW-003', 'Aniseed Syrup, as a file'),
      person: person.userId,
      personName: 'Test Placeholder',
      role: 'stocktakers',
      roleName: 'Stocktakers of the matrix',
    }
  } finally {
    await client.end()
  }
}

/** An import of somebody who is none of the tables' people. */
const IMPORT = '00000000-0000-4000-8000-00000000abcd'
const ADD_IMPORT = `
  WITH made AS (
    INSERT INTO product_import (id, actor_kind, actor_id, file_name, format, headers, header_key, mapping, state,
      row_count, created_at, changed_at)
    VALUES ($1::uuid, 'user', $2, 'Matrix secret.csv', 'csv', '{code,name}', '', '{code,name}', 'checked', 1, now(), now())
    ON CONFLICT (id) DO NOTHING RETURNING id
  )
  INSERT INTO product_import_row (import_id, n, cells, outcome, reasons)
  SELECT id, 2, '["M-1", "Matrix secret"]', 'skip', '{Matrix secret}' FROM made`

/** Published, as from a Superset that is not connected any more. */
const ADD_DASHBOARD = `
  INSERT INTO dashboard (id, slug, title, description, upstream_id, published_at, as_of, embedded_id)
  VALUES (gen_random_uuid(), 'matrix', 'Dashboard of the matrix', 'What the tables ask for.', 'matrix', now(), now(), 'matrix')
  ON CONFLICT (slug) DO NOTHING`

/** As that Superset told of them: the one that is published, and one that is not. */
const ADD_FOUND = `
  INSERT INTO found_dashboard (upstream_id, number, title, slug, path, owners, filters, datasets, changed_at, as_of,
    first_seen_at)
  SELECT f.id, f.number, f.title, f.id, '/superset/dashboard/' || f.id || '/', '{Test Placeholder}',
    '[{"id":"NATIVE_FILTER-group","name":"Product group","kind":"select","column":"category_name"},
      {"id":"NATIVE_FILTER-product","name":"Product","kind":"select","column":"product_code"},
      {"id":"NATIVE_FILTER-period","name":"Period","kind":"time","column":null}]',
    '[{"id":1,"name":"northwind.sales"},{"id":2,"name":"northwind.stock"}]', now() - interval '2 days', now(), now()
  FROM (VALUES ('matrix', 1, 'Dashboard of the matrix'), ('matrix-found', 2, 'Found by the matrix')) AS f (id, number, title)
  ON CONFLICT (upstream_id) DO NOTHING`

/** Adds a text file to a product, past the portal. */
export async function addFile(
  client: pg.Client,
  { id, code, text }: { id: string; code: string; text: string },
): Promise<void> {
  const bytes = Buffer.from(text)
  const key = await createFolderStore(join(house().dataDir, 'files')).put(bytes)
  await client.query(
    `INSERT INTO product_file (id, product_id, name, media_type, size, content_key, added_at)
     SELECT $1, id, 'matrix.txt', 'text/plain', $3, $4, now() FROM product WHERE code = $2`,
    [id, code, bytes.byteLength, key],
  )
}

async function fileOf(client: pg.Client, code: string, text: string): Promise<string> {
  const id = randomUUID()
  await addFile(client, { id, code, text })
  return id
}

const KNOWLEDGE = `
  SELECT space.slug AS space, space.name AS "spaceName", kb.slug AS database, kb.name AS "databaseName"
  FROM kb_database kb JOIN kb_space space ON space.id = kb.space_id
  WHERE kb.gone_at IS NULL AND space.gone_at IS NULL ORDER BY space.name, kb.name LIMIT 1`

/** Of the database above: its entities are read after it. */
const ENTITY = `
  SELECT e.public_id AS entity, e.title AS "entityName" FROM kb_entity e
  WHERE e.gone_at IS NULL AND e.public_id IS NOT NULL AND e.database_id = (
    SELECT kb.id FROM kb_database kb JOIN kb_space space ON space.id = kb.space_id
    WHERE kb.gone_at IS NULL AND space.gone_at IS NULL ORDER BY space.name, kb.name LIMIT 1)
  ORDER BY e.public_id LIMIT 1`

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
