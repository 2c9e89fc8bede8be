import type { Column, Row } from '@/lib/connectors/tabular'
import type { ReadEntity } from './entity-values'
import type { FieldNames, MappedField, Mapping, QueryMapping } from './model'
import { namesByKey, type Wanted, wantedOf } from './wanted'

/** What of a query's answer is read for a mapping. */
export type MappedColumns = {
  /** Where the id stands in a row. */
  id: number
  columns: ReadonlyMap<string, number>
  names: FieldNames
  faults: readonly string[]
}

/** The fields of a mapping before its query was asked: which columns there are is told by the answer. */
export function queryFields(mapping: Mapping): MappedField[] {
  return wantedOf(mapping).map(({ to, from }) => ({ to, from, found: null, fault: null }))
}

/** Finds what a mapping names among the columns of its query's answer, in any case. */
export function findColumns(mapping: QueryMapping, columns: readonly Column[]): MappedColumns {
  const places = new Map<string, number[]>()
  for (const [index, { name }] of columns.entries()) {
    const key = keyOf(name)
    places.set(key, [...(places.get(key) ?? []), index])
  }
  const id: Wanted = { key: 'id', to: 'from.id', from: mapping.from.id, kind: 'value' }
  const wanted = wantedOf(mapping)
  const names = columns.map(({ name }) => name).join(', ')
  const faults = [id, ...wanted].flatMap(({ to, from }) => {
    const found = places.get(keyOf(from)) ?? []
    if (found.length === 1) return []
    const what =
      found.length === 0 ? `has no column “${from}”` : `has ${found.length} columns that are called “${from}”`
    return [`${mapping.file}: ${to}: the query ${mapping.from.query} ${what}. It has ${names}.`]
  })
  return {
    id: places.get(keyOf(id.from))?.[0] ?? -1,
    columns: new Map(wanted.map(({ from }) => [keyOf(from), places.get(keyOf(from))?.[0] ?? -1])),
    names: namesByKey(wanted.map(({ key, from }) => ({ key, name: keyOf(from) }))),
    faults,
  }
}

/** Beside the names that an entity of its own has (`id`). */
function keyOf(column: string): string {
  return `column ${column.toLowerCase()}`
}

/**
 * The rows as what a database would tell. A row without an id, and each of those that share one, is at fault: nobody could
 * say which product it is.
 */
export function toEntities(rows: readonly Row[], { id, columns }: MappedColumns): ReadEntity[] {
  const ids = rows.map((row) => idOf(row[id]))
  const counts = new Map<string, number>()
  for (const one of ids) counts.set(one, (counts.get(one) ?? 0) + 1)
  return rows.map((row, index) => {
    const own = ids[index] ?? ''
    const told = [...columns].map(([name, at]) => [name, row[at] ?? null] as const)
    if (own === '') {
      const words = `Row ${index + 1} has no id: nobody could say which product it is.`
      return { entity: { ...Object.fromEntries(told), id: `row ${index + 1}` }, faults: [words] }
    }
    const count = counts.get(own) ?? 0
    const words = `Its id ${own} is told ${count} times: the query is to tell each product once.`
    return {
      entity: { ...Object.fromEntries(told), id: own, publicId: own },
      faults: count > 1 ? [words] : [],
    }
  })
}

function idOf(cell: Row[number] | undefined): string {
  return cell === null || cell === undefined || typeof cell === 'object' ? '' : String(cell).trim()
}
