import type { EntityColumn } from '@/lib/connectors/fibery/entity-query'
import type { DatabaseToRead, FieldToRead } from '@/lib/knowledge/model'
import type { FieldNames, MappedField, Mapping } from './model'
import { namesByKey, type Wanted, wantedOf } from './wanted'

/** What of a database is read for a mapping. */
export type MappedDatabase = {
  fields: readonly MappedField[]
  columns: readonly EntityColumn[]
  /** GraphQL names. */
  names: FieldNames
  faults: readonly string[]
}

/** Finds what a mapping names among the fields of its database, as the last discovery saw them. */
export function findMapped(mapping: Mapping, database: DatabaseToRead): MappedDatabase {
  const found = wantedOf(mapping).map((wanted) => ({ wanted, ...findOne(wanted, database) }))
  const fields = found.map(({ wanted, field, fault }) => ({
    to: wanted.to,
    from: wanted.from,
    found: field === null ? null : { name: field.name, type: field.typeText },
    fault,
  }))
  const title = found.find(({ wanted }) => wanted.key === 'name')?.field?.name ?? null
  const columns = new Map<string, EntityColumn>()
  for (const { wanted, field } of found) {
    if (field !== null) columns.set(field.name, toColumn(wanted, field, title))
  }
  return {
    fields,
    columns: [...columns.values()],
    names: namesByKey(found.map(({ wanted, field }) => ({ key: wanted.key, name: field?.name ?? '' }))),
    faults: found.flatMap(({ wanted, fault }) =>
      fault === null ? [] : [`${mapping.file}: ${wanted.to}: ${fault}`],
    ),
  }
}

function findOne(
  wanted: Wanted,
  database: DatabaseToRead,
): { field: FieldToRead | null; fault: string | null } {
  const asked = wanted.from.toLowerCase()
  const live = database.fields.filter(({ goneAt }) => goneAt === null)
  const fits = (field: FieldToRead) =>
    field.label.toLowerCase() === asked || field.name.toLowerCase() === asked
  const field = live.find(fits)
  if (field === undefined) {
    const gone = database.fields.some(fits) ? ' any more' : ''
    const names = live
      .map(({ label }) => label)
      .slice(0, 40)
      .join(', ')
    return {
      field: null,
      fault: `the database ${database.name} has no field “${wanted.from}”${gone}. It has ${names}.`,
    }
  }
  return { field, fault: faultOf(wanted, field, database) }
}

const PLAIN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID'])

function faultOf({ kind, from }: Wanted, field: FieldToRead, database: DatabaseToRead): string | null {
  const isOne = !field.isCollection
  if (kind === 'parent') {
    if (field.relation === database.rawName && isOne) return null
    return `“${from}” (${field.typeText}) does not lead to one record of ${database.name}.`
  }
  if (PLAIN.has(field.namedType) && isOne) return null
  if (kind === 'text' && field.namedType === 'RichField') return null
  if (kind === 'named' && field.relation !== null && isOne) return null
  return `“${from}” is ${field.typeText}: ${NEEDED[kind]} is needed.`
}

const NEEDED: Record<Exclude<Wanted['kind'], 'parent'>, string> = {
  value: 'a text or a number',
  text: 'a text',
  named: 'a value, or a relation to one record,',
}

/** People are known by their addresses, all else by its name. */
const USERS = 'fibery/user'

function toColumn({ kind }: Wanted, field: FieldToRead, title: string | null): EntityColumn {
  const { name } = field
  if (kind === 'parent') return { kind: 'related', name, title, isCollection: false }
  if (kind === 'named' && field.relation !== null) {
    return { kind: 'related', name, title: field.relation === USERS ? 'email' : 'name', isCollection: false }
  }
  return { kind: field.namedType === 'RichField' ? 'richText' : 'plain', name }
}
