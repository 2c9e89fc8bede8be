import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, type GraphQLObjectType, type GraphQLSchema, isListType, isObjectType } from 'graphql'
import { HANDBOOK } from './handbook'
import { idOf, rowId } from './ids'
import { type SampleDatabase, sdlOf } from './sdl'

/** A real space's schema, named beside its source and licence there. */
const THINGS = join(import.meta.dirname, '../../lib/testing/fixtures/fibery/08-9601d15.graphql')

export type Space = {
  name: string
  schema: GraphQLSchema
  /** Rows by finder. */
  rows: Map<string, Record<string, unknown>[]>
}

export type Workspace = {
  spaces: Space[]
  catalog: { body: string; etag: string }
  /** Entities by the raw name of their database. */
  counts: Map<string, number>
}

const THING_ROWS = ['Bottle crate', 'Label printer', 'Shelf 4', 'Pallet lift'].map((name) => ({ name }))

export function sampleWorkspace(): Workspace {
  const things = buildSchema(readFileSync(THINGS, 'utf8'))
  const handbook = buildSchema(sdlOf(HANDBOOK))
  const spaces: Space[] = [
    {
      name: HANDBOOK.name,
      schema: handbook,
      rows: numbered(HANDBOOK.databases.map(({ finder, rows }) => [finder, rows])),
    },
    { name: 'Things', schema: things, rows: numbered([['findThings', THING_ROWS]]) },
  ]
  const words = new Map(HANDBOOK.databases.map((database) => [`${HANDBOOK.name}/${database.name}`, database]))
  const types = spaces.flatMap((space) => databasesOf(space.schema).map((type) => catalogType(type, words)))
  const body = JSON.stringify({ 'fibery/version': '1.0.75', 'fibery/types': [...types, ...PLATFORM_TYPES] })
  return {
    spaces,
    counts: new Map(spaces.flatMap(countsOf)),
    catalog: { body, etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` },
  }
}

function numbered(entries: [string, Record<string, unknown>[]][]): Map<string, Record<string, unknown>[]> {
  return new Map(
    entries.map(([finder, rows]) => [
      finder,
      rows.map((row, index) => ({
        id: rowId(finder, index),
        publicId: String(index + 1),
        creationDate: '2026-01-05T08:00:00.000Z',
        modificationDate: '2026-02-01T08:00:00.000Z',
        rank: index * 1000,
        ...row,
      })),
    ]),
  )
}

function databasesOf(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap(({ name, type }) => {
    const of = isListType(type) ? type.ofType : undefined
    return name.startsWith('find') && isObjectType(of) ? [of] : []
  })
}

function countsOf({ schema, rows }: Space): [string, number][] {
  const finders = Object.values(schema.getQueryType()?.getFields() ?? {})
  return finders.flatMap(({ name, type }): [string, number][] => {
    const of = isListType(type) ? type.ofType : undefined
    return isObjectType(of) ? [[rawNameOf(of), rows.get(name)?.length ?? 0]] : []
  })
}

function rawNameOf(type: GraphQLObjectType): string {
  return (type.description ?? '').replace('Available fields and relations for ', '')
}

/** A collection's description goes on behind the raw name. */
function rawFieldName({
  name,
  description,
}: {
  name: string
  description?: string | null | undefined
}): string {
  return (description ?? name).replace(/\. By default, the inner list is limited by \d+ records$/, '')
}

function catalogType(
  type: GraphQLObjectType,
  words: ReadonlyMap<string, SampleDatabase>,
): Record<string, unknown> {
  const name = rawNameOf(type)
  const said = words.get(name)
  const ofField = new Map(said?.fields.map((field) => [field.name, field.description]))
  return {
    'fibery/id': idOf(name),
    'fibery/name': name,
    'fibery/description': said?.description ?? null,
    'fibery/deleted?': false,
    'fibery/meta': { 'fibery/domain?': true, 'fibery/secured?': true, 'ui/color': said?.color ?? '#4faf54' },
    'fibery/fields': Object.values(type.getFields()).map((field) => ({
      'fibery/id': idOf(`${name} ${rawFieldName(field)}`),
      'fibery/name': rawFieldName(field),
      'fibery/type': String(field.type).replace(/[[\]!]/g, ''),
      'fibery/description': ofField.get(field.name) ?? null,
      'fibery/deleted?': false,
      'fibery/meta': { 'fibery/collection?': isListType(field.type) },
    })),
  }
}

/** Of every workspace, and no databases of anybody's. */
const PLATFORM_TYPES = [
  { name: 'fibery/user', meta: { 'fibery/domain?': true, 'fibery/platform?': true } },
  { name: 'fibery/text', meta: { 'fibery/primitive?': true } },
  { name: 'Collaboration~Documents/Document', meta: { 'fibery/platform?': true } },
].map(({ name, meta }) => ({
  'fibery/id': idOf(name),
  'fibery/name': name,
  'fibery/meta': meta,
  'fibery/fields': [],
}))
