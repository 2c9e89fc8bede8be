import { buildSchema, type GraphQLSchema } from 'graphql'
import { describe, expect, it, vi } from 'vitest'
import { realSchemas } from '@/lib/testing/fibery'
import {
  findersOf,
  octokitSchema,
  RECORDED,
  recordedIntrospection,
  recordedSchema,
  typesOf,
  widenedSchema,
} from '@/lib/testing/graphql-schemas'
import { graphqlAnswer } from '@/lib/testing/graphql-server'
import { json } from '@/lib/testing/http-server'
import { newSpace, reader, refresher } from '@/lib/testing/knowledge'
import { getSpace } from './get-space'
import { listChanges } from './list-changes'
import { refreshSpace } from './refresh'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

const liveIn = async (slug: string) =>
  (await getSpace(reader(), { space: slug })).databases
    .filter(({ goneAt }) => goneAt === null)
    .map(({ finder, type }) => [finder, type])

describe('schemas of others, each served as a live endpoint', () => {
  it('the nine days of a real space: what all finders return, day by day, and the drift between them', async () => {
    const { space, slug } = await newSpace(fibery)
    for (const { sdl } of realSchemas()) {
      const schema = buildSchema(sdl)
      fibery.space(space, graphqlAnswer(schema))
      await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({ outcome: 'published' })
      expect(await liveIn(slug)).toEqual(findersOf(schema))
    }
    const { entries } = await listChanges(reader(), { page: 1 })
    const drift = entries
      .filter((entry) => entry.space.slug === slug)
      .toReversed()
      .map(({ first, count, changes }) =>
        first
          ? `${count} found`
          : changes
              .filter(({ kind }) => kind.startsWith('database'))
              .map(({ kind, database }) => `${kind.slice('database.'.length)} ${database}`)
              .join(', '),
      )
      .filter((words) => words !== '')
    expect(drift).toEqual([
      '1 found',
      'added Type',
      'added Idea',
      'added Event',
      'gone Event, gone Type',
      'added Document',
      'added Post',
    ])
    const { databases } = await getSpace(reader(), { space: slug })
    expect(
      databases
        .filter(({ goneAt }) => goneAt !== null)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Event', 'Type'])
  })

  it('a database that vanished comes back with its address and first day', async () => {
    const { space, slug } = await newSpace(fibery)
    const [, day1, , day3, day4, day5] = realSchemas()
    for (const day of [day1, day3, day4, day5, day4]) {
      fibery.space(space, graphqlAnswer(buildSchema(day?.sdl ?? '')))
      await refreshSpace(refresher(), { space })
    }
    const { entries } = await listChanges(reader(), { page: 1 })
    const [last] = entries.filter((entry) => entry.space.slug === slug)
    expect(last?.changes.map(({ kind, database }) => `${kind} ${database}`)).toEqual(
      expect.arrayContaining(['database.returned Event', 'database.returned Type']),
    )
  })

  it.each<[string, () => GraphQLSchema, number, string]>([
    ["GitHub's", octokitSchema, 1_628, 'Query'],
    ...RECORDED.map((name): [string, () => GraphQLSchema, number, string] => [
      name,
      () => recordedSchema(name),
      name.startsWith('storefront') ? 416 : 476,
      'QueryRoot',
    ]),
  ])('%s has no finder: no database, and no fault', async (_name, schemaOf, types, root) => {
    const schema = schemaOf()
    expect([typesOf(schema), schema.getQueryType()?.name]).toEqual([types, root])
    const { space, slug } = await newSpace(fibery)
    fibery.space(space, graphqlAnswer(schema))
    await expect(refreshSpace(refresher(), { space })).resolves.toEqual({
      space,
      outcome: 'published',
      databases: 0,
      changes: 0,
      failure: null,
    })
    expect(await liveIn(slug)).toEqual([])
  })

  it.each(RECORDED)('%s, as it was recorded: with more than was asked for', async (name) => {
    const { space } = await newSpace(fibery)
    fibery.space(space, json({ data: recordedIntrospection(name) }))
    await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({
      outcome: 'published',
      databases: 0,
    })
  })

  it.each(['Query', 'EverythingRoot'])(
    'the real space widened to 1,600 types with 200 finders below %s: the exact list',
    async (root) => {
      const { schema, expected } = widenedSchema({ types: 1_600, finders: 200, root })
      expect([typesOf(schema), schema.getQueryType()?.name]).toEqual([1_600, root])
      const { space, slug } = await newSpace(fibery)
      fibery.space(space, graphqlAnswer(schema))
      await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({ databases: 200 })
      expect(await liveIn(slug)).toEqual(expected)
    },
  )
})
