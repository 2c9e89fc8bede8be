import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { closeEngine } from '@/lib/analytics/engine'

const QUERY = `/*---
title: Wines
owner: Product data
sources: [products]
---*/
SELECT id, name, product_group_id, product_group_name FROM "Vines"."products"
`

/** Queries are looked at once a second. */
const SEEN_MS = 1_050

const MAPPING = `title: Wines
record: product
from: { query: wines, id: id }
fields:
  code: id
  name: [name, id]
  productGroup: [product_group_name, product_group_id]
tags: [wine]
`

export type WineRow = readonly (string | number | null)[]

/** A folder of the portal's own with a warehouse of wines: `"Vines"."products"`, a query over it and a mapping of that. */
export type FedQuery = {
  folder: string
  /** What the table holds from now on: id, name, product group's id, product group's name. */
  holds: (...rows: WineRow[]) => Promise<void>
  /** The mapping, with a part of it otherwise. */
  maps: (change?: (yaml: string) => string) => Promise<void>
  /** The query, with a part of it otherwise. */
  asks: (change?: (sql: string) => string) => Promise<void>
  remove: () => Promise<void>
}

export async function fedQuery(): Promise<FedQuery> {
  const folder = await mkdtemp(join(tmpdir(), 'pergola-wines-'))
  const data = join(folder, 'analytics/data/vines')
  await mkdir(data, { recursive: true })
  await mkdir(join(folder, 'mappings'))
  const maps: FedQuery['maps'] = async (change = (text) => text) =>
    await writeFile(join(folder, 'mappings/wines.yaml'), change(MAPPING))
  let asked = ''
  const asks: FedQuery['asks'] = async (change = (text) => text) => {
    const text = change(QUERY)
    if (text === asked) return
    await writeFile(join(folder, 'analytics/wines.sql'), text)
    if (asked !== '') await sleep(SEEN_MS)
    asked = text
  }
  const holds: FedQuery['holds'] = async (...rows) => {
    const lines = rows.map((row) => `INSERT INTO "Vines"."products" VALUES (${row.map(literal).join(', ')});`)
    const table = '(id INTEGER, name VARCHAR, product_group_id VARCHAR, product_group_name VARCHAR)'
    const sql = ['CREATE SCHEMA "Vines";', `CREATE TABLE "Vines"."products" ${table};`, ...lines]
    await writeFile(join(data, 'load.sql'), sql.join('\n'))
    // Its tables are loaded when it is first asked.
    await closeEngine()
  }
  await Promise.all([maps(), asks(), holds()])
  return {
    ...{ folder, holds, maps, asks },
    remove: async () => {
      await closeEngine()
      await rm(folder, { recursive: true })
    },
  }
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
