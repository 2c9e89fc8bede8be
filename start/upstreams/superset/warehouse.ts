import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type pg from 'pg'
import { addressOf, commentOf, onServer } from './databases'

/** In the order of their foreign keys. */
const TABLES = ['categories', 'suppliers', 'products', 'customers', 'shippers', 'orders', 'order_details']
const DEFINITIONS = 'start/upstreams/superset/northwind.sql'
const fileOf = (table: string) => `analytics/data/northwind/${table}.csv`

export type Warehouse = {
  /** As Superset reads it. */
  uri: string
}

export type WarehouseOptions = {
  adminUrl: string
  password: string
  /** Without the second wall: what PostgreSQL lets any role do. */
  plain: boolean
}

/** A database with Northwind in schema `northwind`, and the role that may only read it. Made when it is not there. */
export async function openWarehouse({ adminUrl, password, plain }: WarehouseOptions): Promise<Warehouse> {
  const name = plain ? 'warehouse_plain' : 'warehouse'
  const role = plain ? 'plain_reader' : 'superset_reader'
  const wanted = fingerprint()
  if ((await commentOf(adminUrl, name)) !== wanted) await fill(adminUrl, name, wanted)
  await onServer(adminUrl, name, async (client) => {
    await client.query(plain ? PLAIN_ROLE : readFileSync('deploy/superset/sql/data-role.sql', 'utf8'))
    await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`)
  })
  return { uri: addressOf(adminUrl, { user: role, password, database: name }) }
}

const PLAIN_ROLE = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'plain_reader') THEN CREATE ROLE plain_reader LOGIN; END IF;
  END $$;
  GRANT USAGE ON SCHEMA northwind TO plain_reader;
  GRANT SELECT ON ALL TABLES IN SCHEMA northwind TO plain_reader;
`

/** Of the tables' definitions and rows: what was filled from others is filled anew. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of [DEFINITIONS, ...TABLES.map(fileOf)]) hash.update(readFileSync(file))
  return hash.digest('hex')
}

/** Filled beside its name and renamed: a kill leaves no half one. */
async function fill(adminUrl: string, name: string, comment: string): Promise<void> {
  const half = `${name}_new`
  await onServer(adminUrl, 'postgres', async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${half} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${half} TEMPLATE template0 ENCODING 'UTF8'`)
  })
  await onServer(adminUrl, half, async (client) => {
    await client.query(readFileSync(DEFINITIONS, 'utf8'))
    for (const table of TABLES) await load(client, table)
    await client.query('ANALYZE')
  })
  await onServer(adminUrl, 'postgres', async (client) => {
    await client.query(`COMMENT ON DATABASE ${half} IS ${client.escapeLiteral(comment)}`)
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await client.query(`ALTER DATABASE ${half} RENAME TO ${name}`)
  })
}

/** A file's columns are the table's; an empty field is NULL. */
async function load(client: pg.Client, table: string): Promise<void> {
  const text = readFileSync(fileOf(table), 'utf8')
  const rows: unknown[] = parse(text, { columns: true, cast: (field) => (field === '' ? null : field) })
  await client.query(
    `INSERT INTO northwind.${table} SELECT * FROM json_populate_recordset(NULL::northwind.${table}, $1)`,
    [JSON.stringify(rows)],
  )
}
