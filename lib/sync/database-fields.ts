import type { EntityColumn } from '@/lib/connectors/fibery/entity-query'
import type { DatabaseToRead, FieldToRead } from '@/lib/knowledge/model'
import type { MappedField, Mapping } from './model'

/** What of a database is read for a mapping. */
export type MappedDatabase = {
  fields: readonly MappedField[]
  columns: readonly EntityColumn[]
  /** GraphQL names by what they tell: `name`, `parent`, `parameters.Speed`, `units.Speed`. */
  names: ReadonlyMap<string, string>
  faults: readonly string[]
}

type Wanted = { key: string; to: string; from: string; kind: 'value' | 'text' | 'parent' }

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
    names: new Map(found.map(({ wanted, field }) => [wanted.key, field?.name ?? ''])),
    faults: found.flatMap(({ wanted, fault }) =>
      fault === null ? [] : [`${mapping.file}: ${wanted.to}: ${fault}`],
    ),
  }
}

function wantedOf({ fields, parameters }: Mapping): Wanted[] {
  const { code, name, description, duration, parent } = fields
  const plain: Wanted[] = [
    { key: 'code', to: 'code', from: code, kind: 'value' },
    { key: 'name', to: 'name', from: name, kind: 'value' },
    ...(description === undefined
      ? []
      : [{ key: 'description', to: 'description', from: description, kind: 'text' } as const]),
    ...(duration === undefined
      ? []
      : [{ key: 'duration', to: 'duration', from: duration.field, kind: 'value' } as const]),
    ...(parent === undefined ? [] : [{ key: 'parent', to: 'parent', from: parent, kind: 'parent' } as const]),
  ]
  const measured = parameters.flatMap(({ id, field, unitField }): Wanted[] => [
    { key: `parameters.${id}`, to: `parameters.${id}`, from: field, kind: 'value' },
    ...(unitField === undefined
      ? []
      : [{ key: `units.${id}`, to: `parameters.${id} (unit)`, from: unitField, kind: 'value' } as const]),
  ])
  return [...plain, ...measured]
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
  if (kind === 'parent') {
    const isOwn = field.relation === database.rawName && !field.isCollection
    return isOwn ? null : `“${from}” (${field.typeText}) does not lead to one record of ${database.name}.`
  }
  if (PLAIN.has(field.namedType) && !field.isCollection) return null
  if (kind === 'text' && field.namedType === 'RichField') return null
  const wanted = kind === 'text' ? 'a text' : 'a text or a number'
  return `“${from}” is ${field.typeText}: ${wanted} is needed.`
}

function toColumn({ kind }: Wanted, field: FieldToRead, title: string | null): EntityColumn {
  if (kind === 'parent') return { kind: 'related', name: field.name, title, isCollection: false }
  return { kind: field.namedType === 'RichField' ? 'richText' : 'plain', name: field.name }
}
