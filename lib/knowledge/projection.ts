import type { DiscoveredDatabase, DiscoveredField, SpaceContent } from './discovery'
import { slugFor } from './names'

export type StoredField = DiscoveredField & {
  description: string
  position: number
  firstSeenAt: Date
  goneAt: Date | null
}

export type StoredDatabase = Omit<DiscoveredDatabase, 'fields' | 'unseen'> & {
  /** null: not stored yet */
  id: string | null
  slug: string
  position: number
  firstSeenAt: Date
  goneAt: Date | null
  fields: StoredField[]
}

export type Projection = {
  databases: StoredDatabase[]
  /** Tombstones whose name another database took over by being renamed: the discoveries still tell of them. */
  replaced: string[]
}

/**
 * The rows of a space after a discovery. Nothing vanishes: what was not found again keeps its row with the day, and what
 * comes back takes its old row, address and first day. A row is known again by the upstream's id, else by its raw name.
 */
export function projectContent(rows: readonly StoredDatabase[], content: SpaceContent, at: Date): Projection {
  const slugs = new Set(rows.map((row) => row.slug))
  const rowOf = matchRows(rows, content.databases, (item) => item.rawName)
  const live = content.databases.map((database, position): StoredDatabase => {
    const row = rowOf.get(database)
    const slug = row?.slug ?? slugFor(database.name, slugs, 'database')
    slugs.add(slug)
    const { unseen: _, ...shown } = database
    return {
      ...shown,
      id: row?.id ?? null,
      slug,
      position,
      firstSeenAt: row?.firstSeenAt ?? at,
      goneAt: null,
      fields: projectFields(row?.fields ?? [], database.fields, at),
    }
  })
  const kept = new Set(rowOf.values())
  const names = new Set(live.map((database) => database.rawName))
  const rest = rows.filter((row) => !kept.has(row))
  const gone = rest
    .filter((row) => !names.has(row.rawName))
    .map((row, index) => ({ ...row, position: live.length + index, goneAt: row.goneAt ?? at }))
  const replaced = rest.flatMap((row) => (names.has(row.rawName) && row.id !== null ? [row.id] : []))
  return { databases: [...live, ...gone], replaced }
}

function projectFields(
  rows: readonly StoredField[],
  fields: readonly DiscoveredField[],
  at: Date,
): StoredField[] {
  const rowOf = matchRows(rows, fields, (item) => item.name)
  const live = fields.map((field, position) => ({
    ...field,
    description: field.description ?? '',
    position,
    firstSeenAt: rowOf.get(field)?.firstSeenAt ?? at,
    goneAt: null,
  }))
  const kept = new Set(rowOf.values())
  const names = new Set(fields.map((field) => field.name))
  const gone = rows
    .filter((row) => !kept.has(row) && !names.has(row.name))
    .map((row, index) => ({ ...row, position: live.length + index, goneAt: row.goneAt ?? at }))
  return [...live, ...gone]
}

type Known = { upstreamId: string | null }

/** By id first, so that a database that was renamed keeps its row though another now bears its name. */
function matchRows<Row extends Known & { goneAt: Date | null }, Item extends Known>(
  rows: readonly Row[],
  items: readonly Item[],
  keyOf: (item: Row | Item) => string,
): Map<Item, Row> {
  const found = new Map<Item, Row>()
  const taken = new Set<Row>()
  const byId = new Map(
    rows.flatMap((row) => (row.upstreamId === null ? [] : [[row.upstreamId, row] as const])),
  )
  const byKey = new Map(rows.map((row) => [keyOf(row), row]))
  const take = (item: Item, row: Row | undefined) => {
    if (row === undefined || taken.has(row) || found.has(item)) return
    taken.add(row)
    found.set(item, row)
  }
  for (const item of items) if (item.upstreamId !== null) take(item, byId.get(item.upstreamId))
  // One that was deleted and made anew under its name keeps the address that people know.
  for (const item of items) take(item, byKey.get(keyOf(item)))
  return found
}
