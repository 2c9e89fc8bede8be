import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { realSchemas, spaceSchemaOf, tidySchema, wideIntrospection } from '@/lib/testing/fibery'
import { findersOf } from '@/lib/testing/graphql-schemas'
import { discoverSpace, IncompleteSchema, type SpaceContent, withCatalog } from './discovery'
import { diffContents } from './discovery-diff'

const NONE = { databases: new Set<string>(), fields: new Set<string>() }

function namesOf(content: SpaceContent): string[] {
  return content.databases.map((database) => database.name)
}

describe('the nine days of a real space', () => {
  it.each(realSchemas())(
    'day $day: the element types of all finders, each with its own finder',
    ({ sdl }) => {
      const { databases } = discoverSpace('Things', spaceSchemaOf(sdl))
      expect(databases.length).toBeGreaterThan(0)
      expect(databases.map(({ finder, type }) => [finder, type])).toEqual(findersOf(buildSchema(sdl)))
      for (const database of databases) {
        expect(database.rawName).toBe(`Things/${database.name}`)
        const id = database.fields.find((field) => field.name === 'id')
        expect(id).toMatchObject({
          rawName: 'fibery/id',
          typeText: 'ID',
          isCollection: false,
          relation: null,
        })
      }
    },
  )

  it('gives the drift: databases appear, vanish and return', () => {
    const seen = { databases: new Set<string>(), fields: new Set<string>() }
    let before: SpaceContent | null = null
    const drift: string[][] = []
    for (const { sdl } of realSchemas()) {
      const after = discoverSpace('Things', spaceSchemaOf(sdl))
      const changes = diffContents(before, after, { databases: seen.databases, fields: NONE.fields })
      drift.push(
        changes
          .filter(({ kind }) => kind.startsWith('database'))
          .map(({ kind, database }) => `${kind} ${database}`),
      )
      for (const { rawName } of before?.databases ?? []) seen.databases.add(rawName)
      before = after
    }
    expect(drift).toEqual([
      [],
      ['database.added Type'],
      [],
      ['database.added Idea'],
      ['database.added Event'],
      ['database.gone Event', 'database.gone Type'],
      [],
      ['database.added Document'],
      ['database.added Post'],
    ])
  })

  it('tells fields added, gone and retyped within a database', () => {
    const sdl = (fields: string) => `type Query { findThings: [ThingsThing] } 
      "Available fields and relations for Things/Thing" type ThingsThing { id: ID ${fields} }`
    const at = (fields: string) => discoverSpace('Things', spaceSchemaOf(sdl(fields)))
    const changes = diffContents(at('brand: String old: Int'), at('brand: [String!] fresh: Float'), {
      ...NONE,
      fields: new Set(['Things/Thing\0fresh']),
    })
    const thing = { database: 'Thing', rawName: 'Things/Thing' }
    expect(changes).toEqual([
      { kind: 'field.retyped', ...thing, field: 'brand', before: 'String', after: '[String!]' },
      { kind: 'field.returned', ...thing, field: 'fresh', type: 'Float' },
      { kind: 'field.gone', ...thing, field: 'old', type: 'Int' },
    ])
  })

  it('shows a relation to a database of another space', () => {
    const day = realSchemas().find(({ sdl }) => sdl.includes('type IdeationIdea'))
    const { databases } = discoverSpace('Things', spaceSchemaOf(day?.sdl ?? ''))
    expect(namesOf({ space: 'Things', databases })).toEqual(['Thing', 'Type'])
    const relations = databases.flatMap(({ fields }) => fields.map(({ relation }) => relation))
    expect(relations).toContain('Ideation/Idea')
    expect(relations).toContain('Things/Type')
    // Behind the raw name of a collection Fibery's description goes on about its limit.
    const things = databases.find(({ name }) => name === 'Type')?.fields.find(({ name }) => name === 'things')
    expect(things).toMatchObject({ rawName: 'Things/Things', isCollection: true })
  })
})

describe('what a schema may look like', () => {
  const database = (type: string, raw: string) =>
    `"Available fields and relations for ${raw}" type ${type} { id: ID publicId: String }`

  it.each(['Query', 'QueryRoot', 'Root'])('the query root may be called %s', (root) => {
    const sdl = `schema { query: ${root} } type ${root} { findPeople: [ThingsPerson] } ${database('ThingsPerson', 'Things/Person')}`
    const { databases } = discoverSpace('Things', spaceSchemaOf(sdl))
    expect(databases).toMatchObject([{ name: 'Person', finder: 'findPeople', type: 'ThingsPerson' }])
  })

  it('helper types, single finds, lists of scalars and a second finder of the same type are no databases', () => {
    const sdl = `type Query {
        me: FiberyUser findThings: [ThingsThing!]! findThing(id: ID): ThingsThing
        findThingsToday: [ThingsThing] findTags: [String] documents: [Document]
      }
      type FiberyUser { id: ID } type Document { secret: String } type ThingsThingOperations { delete: String }
      ${database('ThingsThing', 'Things/Thing')}`
    const { databases } = discoverSpace('Things', spaceSchemaOf(sdl))
    expect(databases.map(({ type, finder }) => [type, finder])).toEqual([['ThingsThing', 'findThings']])
  })

  it('names: acronyms, accents, kebab, a slash, helper-like names, and none told', () => {
    const sdl = `type Query {
        findA: [IctWeteringOperations] findB: [ThingsReception] findC: [SdUserStory] findD: [ThingsInOut]
        findE: [ThingsDocument] findF: [Bare]
      }
      ${database('IctWeteringOperations', 'ICT Wetering/Operations')}
      ${database('ThingsReception', 'Things/Réception')} ${database('SdUserStory', 'software-development/user-story')}
      ${database('ThingsInOut', 'Things/In/Out')} ${database('ThingsDocument', 'Things/Document')}
      type Bare { id: ID }`
    expect(namesOf(discoverSpace('Things', spaceSchemaOf(sdl)))).toEqual([
      'Operations',
      'Réception',
      'User Story',
      'In/Out',
      'Document',
      'Bare',
    ])
  })

  it('two types that claim one raw name are two databases all the same', () => {
    const sdl = `type Query { findA: [ThingsA] findB: [ThingsB] }
      ${database('ThingsA', 'Things/Same')} ${database('ThingsB', 'Things/Same')}`
    const { databases } = discoverSpace('Things', spaceSchemaOf(sdl))
    expect(databases.map(({ rawName }) => rawName)).toEqual(['Things/Same', 'ThingsB'])
  })

  it('a field that is named twice is one, or the schema is no truth', () => {
    const schema = spaceSchemaOf('type Query { findThings: [T] } type T { id: ID name: String }')
    const twice = (type: string) => ({
      ...schema,
      types: schema.types.map((one) =>
        one.name === 'T'
          ? {
              ...one,
              fields: [
                ...one.fields,
                ...one.fields.map((f) => ({ ...f, type: { ...f.type, text: type } })),
              ].filter(({ name }) => name === 'id'),
            }
          : one,
      ),
    })
    expect(discoverSpace('Things', twice('ID')).databases[0]?.fields).toHaveLength(1)
    expect(() => discoverSpace('Things', twice('Int'))).toThrow(IncompleteSchema)
  })

  it('a schema whose finder leads to a type that is missing is no truth', () => {
    const schema = spaceSchemaOf(`type Query { findThings: [T] } type T { id: ID }`)
    const cut = { ...schema, types: schema.types.filter(({ name }) => name !== 'T') }
    expect(() => discoverSpace('Things', cut)).toThrow(IncompleteSchema)
  })

  it.each(['Query', 'EverythingRoot'])('1,600 types and 200 finders below %s: the exact list', (root) => {
    const { data, expected } = wideIntrospection({ types: 1_600, finders: 200, root })
    const { databases } = discoverSpace('Wide', tidySchema(data))
    expect(databases.map(({ finder, type }) => [finder, type])).toEqual(expected)
    expect(databases.every(({ fields }) => fields.length === 21)).toBe(true)
  })
})

describe('with the catalog', () => {
  const content = discoverSpace(
    'Things',
    spaceSchemaOf(readFileSync(join('lib/testing/fixtures/fibery', '08-9601d15.graphql'), 'utf8')),
  )
  const entry = (rawName: string, id: string) => ({
    id,
    rawName,
    space: 'Things',
    description: `About ${rawName}`,
    color: '#123456',
    fields: [
      {
        id: `${id}-name`,
        rawName: 'Things/name',
        type: 'fibery/text',
        description: 'What it is called',
        isCollection: false,
      },
    ],
  })

  it('takes its order, descriptions, colours and ids, and nothing that has no finder', () => {
    const enriched = withCatalog(content, {
      databases: [entry('Things/Thing', 't'), entry('Things/Ghost', 'g'), entry('Things/Idea', 'i')],
    })
    expect(namesOf(enriched)).toEqual(['Thing', 'Idea', 'Document', 'Post'])
    expect(enriched.databases[0]).toMatchObject({
      description: 'About Things/Thing',
      color: '#123456',
      upstreamId: 't',
    })
    expect(enriched.databases[1]?.fields.find(({ name }) => name === 'name')).toMatchObject({
      upstreamId: 'i-name',
      description: 'What it is called',
    })
    expect(enriched.databases[1]?.fields.find(({ name }) => name === 'id')?.description).toBe('')
  })

  it('tells a rename from a new one by the id, and two ids under one name apart', () => {
    const before = withCatalog(content, { databases: [entry('Things/Post', 'p'), entry('Things/Idea', 'i')] })
    const renamed = {
      ...before,
      databases: before.databases.map((database) =>
        database.name === 'Post'
          ? {
              ...database,
              name: 'Article',
              rawName: 'Things/Article',
              type: 'ThingsArticle',
              finder: 'findArticles',
            }
          : database,
      ),
    }
    expect(diffContents(before, renamed, NONE)).toEqual([
      { kind: 'database.renamed', database: 'Article', rawName: 'Things/Article', before: 'Post' },
    ])
    const replaced = {
      ...before,
      databases: before.databases.map((database) =>
        database.name === 'Idea' ? { ...database, upstreamId: 'other' } : database,
      ),
    }
    expect(diffContents(before, replaced, NONE).map(({ kind, database }) => `${kind} ${database}`)).toEqual([
      'database.added Idea',
      'database.gone Idea',
    ])
  })

  it('a discovery that finds the same tells no change', () => {
    expect(diffContents(content, structuredClone(content), NONE)).toEqual([])
  })
})
