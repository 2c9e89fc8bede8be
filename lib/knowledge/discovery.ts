import type {
  Catalog,
  CatalogDatabase,
  SchemaField,
  SchemaType,
  SpaceSchema,
} from '@/lib/connectors/fibery/map'
import { displayName, localName, rawNameIn } from './names'

export type DiscoveredField = {
  /** GraphQL name */
  name: string
  /** `Things/Author`, from the field's description; the GraphQL name where none is told */
  rawName: string
  /** GraphQL type as written: `[ThingsPost!]` */
  typeText: string
  namedType: string
  isCollection: boolean
  /** Raw name of the type it leads to, where that type is described as a database's: `Things/Thing`, `fibery/user`. */
  relation: string | null
  /** What people wrote of it, where the catalog told it; discoveries of before it was kept have none. */
  description?: string
  /** The field's id in the workspace, where the catalog told it. */
  upstreamId: string | null
}

export type DiscoveredDatabase = {
  rawName: string
  name: string
  type: string
  finder: string
  description: string
  color: string | null
  upstreamId: string | null
  fields: DiscoveredField[]
  /** Raw names of fields that the catalog told and introspection did not: not new when the catalog stands alone. */
  unseen?: string[]
}

/** What one discovery of a space found, in the order in which it is shown. Plain JSON. */
export type SpaceContent = {
  space: string
  /** What told of it. `catalog`: the workspace's own schema alone, since the space's GraphQL schema was refused. */
  origin?: 'introspection' | 'catalog'
  databases: DiscoveredDatabase[]
}

/** The schema is whole as JSON, but contradicts itself: stored, it would be a partial answer taken for the truth. */
export class IncompleteSchema extends Error {
  constructor(detail: string) {
    super(detail)
    this.name = 'IncompleteSchema'
  }
}

/**
 * The databases of a space: the element types of the list-returning `find*` fields of whatever the query root is. The
 * finder is read and never guessed, since no rule of plurals holds; helper types drop out because no finder returns them.
 * @throws IncompleteSchema when a finder returns a type that the schema does not hold, or a database has two fields of one
 * name that differ.
 */
export function discoverSpace(space: string, schema: SpaceSchema): SpaceContent {
  const types = new Map(schema.types.map((type) => [type.name, type]))
  const root = types.get(schema.queryType)
  if (root === undefined) throw new IncompleteSchema(`the query root ${schema.queryType} is missing`)
  const databases: DiscoveredDatabase[] = []
  const seen = new Set<string>()
  const rawNames = new Set<string>()
  for (const finder of root.fields) {
    if (!finder.name.startsWith('find') || !finder.type.isList) continue
    if (finder.type.namedKind !== 'OBJECT' && finder.type.namedKind !== 'INTERFACE') continue
    if (seen.has(finder.type.named)) continue
    seen.add(finder.type.named)
    const type = types.get(finder.type.named)
    if (type === undefined)
      throw new IncompleteSchema(`${finder.name} returns ${finder.type.named}, which is missing`)
    const database = toDatabase(space, finder.name, type, types)
    // Two that claim one raw name are told apart by their types: one of them would be lost otherwise.
    databases.push(rawNames.has(database.rawName) ? { ...database, rawName: type.name } : database)
    rawNames.add(database.rawName)
  }
  return { space, origin: 'introspection', databases }
}

function toDatabase(
  space: string,
  finder: string,
  type: SchemaType,
  types: ReadonlyMap<string, SchemaType>,
): DiscoveredDatabase {
  const rawName = rawNameIn(type.description) ?? type.name
  return {
    rawName,
    name: displayName(localName(rawName, space)),
    type: type.name,
    finder,
    description: '',
    color: null,
    upstreamId: null,
    fields: fieldsOf(type).map((field) => toField(field, types)),
  }
}

/** A field named twice alike is one; named twice with two types, neither is the truth. */
function fieldsOf(type: SchemaType): SchemaField[] {
  const byName = new Map<string, SchemaField>()
  for (const field of type.fields) {
    const first = byName.get(field.name)
    if (first === undefined) byName.set(field.name, field)
    else if (first.type.text !== field.type.text)
      throw new IncompleteSchema(`${type.name} has two fields named ${field.name}, of different types`)
  }
  return [...byName.values()]
}

/** What Fibery adds behind the raw name of a collection. */
const COLLECTION_WORDS = /\. By default, the inner list is limited by \d+ records$/

function toField(field: SchemaField, types: ReadonlyMap<string, SchemaType>): DiscoveredField {
  const described = field.description.trim().replace(COLLECTION_WORDS, '')
  return {
    name: field.name,
    // A description of several lines is words for people, not a raw name.
    rawName: described === '' || described.includes('\n') ? field.name : described,
    typeText: field.type.text,
    namedType: field.type.named,
    isCollection: field.type.isList,
    relation: rawNameIn(types.get(field.type.named)?.description ?? ''),
    upstreamId: null,
  }
}

/**
 * Adds what only the workspace's catalog knows: order, descriptions, colours and ids. What the catalog does not name
 * stays as introspection told it; a database of the catalog that introspection lacks is not added, for it has no finder.
 */
export function withCatalog(content: SpaceContent, catalog: Catalog): SpaceContent {
  const known = new Map<string, { entry: CatalogDatabase; order: number }>()
  for (const [order, entry] of catalog.databases.entries()) known.set(entry.rawName, { entry, order })
  const orderOf = (database: DiscoveredDatabase) =>
    known.get(database.rawName)?.order ?? Number.POSITIVE_INFINITY
  const databases = content.databases.map((database) => {
    const entry = known.get(database.rawName)?.entry
    return entry === undefined ? database : enriched(database, entry)
  })
  // Stable: those the catalog does not name keep their order, at the end.
  return { ...content, databases: databases.toSorted((one, other) => compare(orderOf(one), orderOf(other))) }
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1
}

function enriched(database: DiscoveredDatabase, entry: CatalogDatabase): DiscoveredDatabase {
  const told = new Map(entry.fields.map((field) => [field.rawName, field]))
  const seen = new Set(database.fields.map(({ rawName }) => rawName))
  return {
    ...database,
    unseen: [...told.keys()].filter((rawName) => !seen.has(rawName)),
    description: entry.description,
    color: entry.color,
    upstreamId: entry.id,
    fields: database.fields.map((field) => {
      const { id = null, description = '' } = told.get(field.rawName) ?? {}
      return { ...field, description, upstreamId: id }
    }),
  }
}

/** The spaces that the catalog names, in its order. */
export function spacesIn(catalog: Catalog): string[] {
  return [...new Set(catalog.databases.map((database) => database.space))]
}
