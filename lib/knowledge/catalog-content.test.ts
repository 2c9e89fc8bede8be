import { describe, expect, it } from 'vitest'
import type { Catalog } from '@/lib/connectors/fibery/map'
import { spaceSchemaOf } from '@/lib/testing/fibery'
import { contentFromCatalog } from './catalog-content'
import { discoverSpace, type SpaceContent, withCatalog } from './discovery'
import { diffContents } from './discovery-diff'

const NONE = { databases: new Set<string>(), fields: new Set<string>() }

const field = (rawName: string, type = 'fibery/text', isCollection = false) => ({
  id: `id of ${rawName}`,
  rawName,
  type,
  description: '',
  isCollection,
})

const database = (name: string, fields = [field('fibery/id', 'fibery/uuid'), field('Things/Name')]) => ({
  id: `id of ${name}`,
  rawName: name,
  space: name.split('/')[0] ?? '',
  description: `About ${name}`,
  color: '#123456',
  fields,
})

const catalogOf = (...databases: Catalog['databases']): Catalog => ({ databases })

const introspected = discoverSpace(
  'Things',
  spaceSchemaOf(`type Query { findThings: [ThingsThing] }
    "Available fields and relations for Things/Thing"
    type ThingsThing { "fibery/id" id: ID "Things/Name" name: String "virtual" references: String }`),
)
const known: SpaceContent = withCatalog(introspected, catalogOf(database('Things/Thing')))

describe("a space by the workspace's own schema alone", () => {
  it('without anything from before: every database and field, with relations, and no names for the API', () => {
    const thing = database('Things/Thing', [
      field('Things/Name'),
      field('Things/Ideas', 'Ideation/user-story', true),
      field('Things/Files', 'fibery/file', true),
    ])
    const content = contentFromCatalog('Things', catalogOf(thing, database('Ideation/user-story')), null)
    expect(content.origin).toBe('catalog')
    expect(content.databases).toHaveLength(1)
    expect(content.databases[0]).toMatchObject({ name: 'Thing', type: '', finder: '', color: '#123456' })
    const shown = content.databases[0]?.fields.map(({ name, typeText, relation }) => [
      name,
      typeText,
      relation,
    ])
    expect(shown).toEqual([
      ['Things/Name', 'fibery/text', null],
      ['Things/Ideas', '[Ideation/user-story]', 'Ideation/user-story'],
      ['Things/Files', '[fibery/file]', null],
    ])
  })

  it('keeps the names for the API that are known, and changes nothing where nothing changed', () => {
    const content = contentFromCatalog('Things', catalogOf(database('Things/Thing')), known)
    expect(content.databases[0]).toMatchObject({ type: 'ThingsThing', finder: 'findThings' })
    expect(content.databases[0]?.fields.map(({ name }) => name)).toEqual(['id', 'name', 'references'])
    expect(diffContents(known, content, NONE)).toEqual([])
    expect(diffContents(content, known, NONE)).toEqual([])
  })

  it('a field that only the catalog ever told is not new when it stands alone', () => {
    const withHidden = catalogOf(
      database('Things/Thing', [field('fibery/id'), field('Things/Name'), field('Things/hidden')]),
    )
    const before = withCatalog(introspected, withHidden)
    expect(before.databases[0]?.unseen).toEqual(['Things/hidden'])
    const alone = contentFromCatalog('Things', withHidden, before)
    expect(diffContents(before, alone, NONE)).toEqual([])
    const again = contentFromCatalog('Things', withHidden, alone)
    expect(diffContents(alone, again, NONE)).toEqual([])
  })

  it('tells what came, went and was renamed, and nothing more when introspection is back', () => {
    const thing = { ...database('Things/Item', [field('Things/Name'), field('Things/New')]) }
    const after = contentFromCatalog(
      'Things',
      catalogOf({ ...thing, id: 'id of Things/Thing' }, database('Things/Fresh', [])),
      known,
    )
    const told = diffContents(known, after, NONE)
    expect(
      told.map((change) => `${change.kind} ${'field' in change ? change.field : change.database}`),
    ).toEqual(['database.renamed Item', 'field.added Things/New', 'field.gone id', 'database.added Fresh'])
    const back = withCatalog(
      discoverSpace(
        'Things',
        spaceSchemaOf(`type Query { findItems: [ThingsItem] findFresh: [ThingsFresh] }
          "Available fields and relations for Things/Item"
          type ThingsItem { "Things/Name" name: String "Things/New" new: Float "virtual" references: String }
          "Available fields and relations for Things/Fresh"
          type ThingsFresh { x: ID }`),
      ),
      catalogOf(
        { ...database('Things/Item', [field('Things/Name'), field('Things/New')]), id: 'id of Things/Thing' },
        database('Things/Fresh', []),
      ),
    )
    // The names for the API are now known again: that is no change of the workspace.
    expect(diffContents(after, back, NONE).map(({ kind }) => kind)).toEqual([
      'database.retyped',
      'field.added',
    ])
  })

  it('a database that the catalog never named stays, one that it named and names no more is gone', () => {
    const before: SpaceContent = {
      ...known,
      databases: [
        ...known.databases,
        { ...known.databases[0], rawName: 'ThingsBare', name: 'ThingsBare', upstreamId: null },
      ] as SpaceContent['databases'],
    }
    const { databases } = contentFromCatalog('Things', catalogOf(), before)
    expect(databases.map(({ name }) => name)).toEqual(['ThingsBare'])
  })
})
