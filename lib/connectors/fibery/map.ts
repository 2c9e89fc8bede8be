import { ConnectorError } from '../errors'
import { TYPE_DEPTH } from './introspection'
import type { WireCatalog, WireIntrospection, WireTypeRef } from './schema'

/** A field's type: as written (`[ThingsPost!]`), its named type, and whether a list stands anywhere round it. */
export type TypeRef = { text: string; named: string; namedKind: string; isList: boolean }

export type SchemaField = { name: string; description: string; type: TypeRef }

export type SchemaType = { name: string; kind: string; description: string; fields: SchemaField[] }

/** A space's GraphQL schema, as far as discovery needs it. Plain JSON. */
export type SpaceSchema = { queryType: string; types: SchemaType[] }

export type CatalogField = {
  id: string | null
  rawName: string
  type: string
  description: string
  isCollection: boolean
}

export type CatalogDatabase = {
  id: string | null
  /** `Space/Database` */
  rawName: string
  space: string
  description: string
  color: string | null
  fields: CatalogField[]
}

/** The workspace's databases as `GET /api/schema` tells them, in its order. Plain JSON. */
export type Catalog = { databases: CatalogDatabase[] }

/**
 * @throws ConnectorError TYPE_TOO_DEEP when a type has more wrappers than were asked for: cut in silence, a list would
 * read as something else. SHAPE when a wrapper holds nothing or the query root is missing: a part is never the whole.
 */
export function toSpaceSchema(wire: WireIntrospection): SpaceSchema {
  const types: SchemaType[] = []
  for (const type of wire.__schema.types) {
    // Introspection's own types and everything without fields are never a database or a relation's target.
    if (type.name.startsWith('__')) continue
    types.push({
      name: storable(type.name),
      kind: type.kind,
      description: storable(type.description),
      fields: (type.fields ?? []).map((field) => ({
        name: storable(field.name),
        description: storable(field.description),
        type: toTypeRef(field.type, `${type.name}.${field.name}`),
      })),
    })
  }
  const queryType = storable(wire.__schema.queryType.name)
  if (!types.some((type) => type.name === queryType))
    throw badShape(`the query root ${queryType} is not among the types`)
  return { queryType, types }
}

/** Unwraps list and non-null. `path` names the field in errors. */
export function toTypeRef(wire: WireTypeRef, path: string): TypeRef {
  const wrappers: string[] = []
  let inner = wire
  while (inner.kind === 'LIST' || inner.kind === 'NON_NULL') {
    wrappers.push(inner.kind)
    if (inner.ofType == null) {
      if (wrappers.length > TYPE_DEPTH) throw tooDeep(path)
      throw badShape(`${path} has a wrapper round nothing`)
    }
    inner = inner.ofType
  }
  if (inner.name === null) throw badShape(`${path} has a type without a name`)
  const named = storable(inner.name)
  const text = wrappers.reduceRight(
    (written, kind) => (kind === 'LIST' ? `[${written}]` : `${written}!`),
    named,
  )
  return { text, named, namedKind: inner.kind, isList: wrappers.includes('LIST') }
}

/** A colour goes into pages: anything else than one is left out. */
const COLOR = /^#[0-9a-f]{3,8}$/i

/**
 * Which types are databases: the workspace's own ones (`domain`), neither the platform's nor deleted.
 * @throws ConnectorError SHAPE for a schema without any type.
 */
export function toCatalog(wire: WireCatalog): Catalog {
  // Every workspace has the platform's own types: one without any would be the end of all spaces.
  if (wire['fibery/types'].length === 0) throw badShape('the workspace names no types at all', 'readCatalog')
  const databases: CatalogDatabase[] = []
  for (const type of wire['fibery/types']) {
    const meta = type['fibery/meta'] ?? {}
    const name = storable(type['fibery/name'])
    const slash = name.indexOf('/')
    if (!meta['fibery/domain?'] || meta['fibery/platform?'] || type['fibery/deleted?'] || slash < 1) continue
    databases.push({
      id: idOf(type['fibery/id']),
      rawName: name,
      space: name.slice(0, slash),
      description: storable(type['fibery/description']),
      color: COLOR.test(meta['ui/color'] ?? '') ? (meta['ui/color'] ?? null) : null,
      fields: type['fibery/fields']
        .filter((field) => !field['fibery/deleted?'])
        .map((field) => ({
          id: idOf(field['fibery/id']),
          rawName: storable(field['fibery/name']),
          type: storable(field['fibery/type']),
          description: storable(field['fibery/description']),
          isCollection: field['fibery/meta']?.['fibery/collection?'] ?? false,
        })),
    })
  }
  return { databases }
}

function idOf(id: string | null | undefined): string | null {
  return storable(id) || null
}

/** Text that people wrote, without what PostgreSQL cannot hold: NUL and halves of surrogate pairs. */
function storable(text: string | null | undefined): string {
  return (text ?? '').replaceAll('\0', '').toWellFormed()
}

function badShape(detail: string, operation = 'introspectSpace'): ConnectorError {
  return new ConnectorError({
    layer: 'validation',
    code: 'SHAPE',
    system: 'fibery',
    operation,
    retryable: false,
    detail,
  })
}

function tooDeep(path: string): ConnectorError {
  return new ConnectorError({
    layer: 'validation',
    code: 'TYPE_TOO_DEEP',
    system: 'fibery',
    operation: 'introspectSpace',
    retryable: false,
    detail: `the type of ${path} has more than ${TYPE_DEPTH} wrappers`,
  })
}
