import { readFileSync } from 'node:fs'
import type { ProductPage } from '@/lib/products/model'
import { productQuery } from '@/lib/products/schema/query'
import type { ListSettings } from '@/lib/products/views'

/** What the bench read from the portal's own database before this server was started (bench/served.ts). */
type Given = {
  page: ProductPage
  people: { id: string; name: string }[]
  locale: string
  timeZone: string
}

// Read once, when the server starts. A build has none, and asks for none.
const file = process.env.BENCH_ROWS
const given = file === undefined ? null : (JSON.parse(readFileSync(file, 'utf8')) as Given)

export const FORMAT = { locale: given?.locale ?? 'en-GB', timeZone: given?.timeZone ?? 'UTC' }

export const QUERY = productQuery.parse({})

export const SETTINGS: ListSettings = { columns: null, density: null, defaultView: null, views: [] }

export const PEOPLE = given?.people ?? []

export const PAGE: ProductPage = {
  rows: (given?.page.rows ?? []).map((row) => ({ ...row, updatedAt: new Date(row.updatedAt) })),
  total: given?.page.total ?? { value: 0, capped: false },
  groups: given?.page.groups ?? [],
  owners: given?.page.owners ?? [],
  previous: null,
  next: given?.page.next ?? null,
  similar: [],
}
