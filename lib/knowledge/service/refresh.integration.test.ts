import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { introspectionOf, realSchemas, wideIntrospection } from '@/lib/testing/fibery'
import { json, text } from '@/lib/testing/http-server'
import { auditOf, newSpace, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { getDatabase } from './get-database'
import { getSpace } from './get-space'
import { listChanges } from './list-changes'
import { prepareRefresh } from './prepare-refresh'
import { publishDiscovery } from './publish-discovery'
import { refreshAll, refreshSpace } from './refresh'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

beforeEach(() => {
  fibery.heard.length = 0
  fibery.catalog(null)
})

describe('refreshing a space', () => {
  it('stores what was found whole, in force, with its age, and records it', async () => {
    const { space, slug } = await newSpace(fibery)
    fibery.space(space, realSchemas()[8]?.sdl ?? '')
    const ctx = refresher()
    await expect(refreshSpace(ctx, { space })).resolves.toEqual({
      space,
      outcome: 'published',
      databases: 4,
      changes: 4,
      failure: null,
    })
    const shown = await getSpace(reader(), { space: slug })
    expect(shown.failure).toBeNull()
    expect(Date.now() - (shown.asOf?.getTime() ?? 0)).toBeLessThan(10_000)
    expect(shown.databases.map(({ name, finder, fields }) => ({ name, finder, fields }))).toEqual([
      { name: 'Document', finder: 'findDocuments', fields: 9 },
      { name: 'Idea', finder: 'findIdeas', fields: 8 },
      { name: 'Post', finder: 'findPosts', fields: 8 },
      { name: 'Thing', finder: 'findThings', fields: 8 },
    ])
    expect(shown.links).toEqual({
      home: `${fibery.url}/fibery/space/${slug.replace('space-', 'Space_')}`,
      api: `${fibery.url}/api/graphql/space/${slug.replace('space-', 'Space_')}`,
      explorer: `${fibery.url}/api/graphql/space/${slug.replace('space-', 'Space_')}`,
    })
    expect(await auditOf(ctx)).toEqual([
      { action: 'knowledge.published', outcome: 'done', subjectKind: 'kbSpace' },
    ])
  })

  it('a space of 200 databases among 1,600 types is stored whole, and again when all of it changes', async () => {
    const size = { types: 1_600, finders: 200, root: 'Root' }
    const { space, slug } = await newSpace(fibery)
    for (const scalar of ['String', 'Int']) {
      fibery.space(space, json({ data: wideIntrospection({ ...size, scalar }).data }))
      await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({ databases: 200 })
    }
    const { entries } = await listChanges(reader(), { page: 1 })
    expect(entries.find((entry) => entry.space.slug === slug)?.count).toBe(200)
    expect((await getSpace(reader(), { space: slug })).databases.every(({ fields }) => fields === 21)).toBe(
      true,
    )
  })

  it('stores names that hold what a database cannot, without it', async () => {
    const { space, slug } = await newSpace(fibery)
    const { data } = introspectionOf(spaceSdl(space, { Guide: 'name: String' }))
    const broken = JSON.stringify({ data }).replace(`${space}/Guide`, `${space}/Gu\\u0000ide \\ud800`)
    fibery.space(space, json(broken))
    await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({ outcome: 'published' })
    expect((await getSpace(reader(), { space: slug })).databases.map(({ name }) => name)).toEqual([
      'Guide \ufffd',
    ])
  })

  it('is refused without the right, asks nothing, and the refusal is recorded', async () => {
    const { space } = await newSpace(fibery)
    const ctx = reader()
    await expect(refreshSpace(ctx, { space })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(refreshAll(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(prepareRefresh(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(publishDiscovery(ctx, { discoveryId: randomUUID() })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(fibery.heard).toHaveLength(0)
    expect((await auditOf(ctx))[0]).toMatchObject({ action: 'knowledge.refreshed', outcome: 'refused' })
  })

  it('is not found for a space that the portal does not know, and asks nothing', async () => {
    await expect(refreshSpace(refresher(), { space: 'Nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(fibery.heard).toHaveLength(0)
  })

  it('a failure keeps the last good snapshot, says why, and is recorded; the next success ends it', async () => {
    const { space, slug } = await newSpace(fibery)
    await refreshSpace(refresher(), { space })
    const before = await getSpace(reader(), { space: slug })
    fibery.space(space, text('Unauthorized', 401, 'text/plain'))
    const ctx = refresher()
    await expect(refreshSpace(ctx, { space })).resolves.toMatchObject({
      outcome: 'failed',
      failure: { code: 'UNAUTHORIZED', detail: 'status 401' },
    })
    const after = await getSpace(reader(), { space: slug })
    expect(after.failure).toMatchObject({ code: 'UNAUTHORIZED', detail: 'status 401' })
    expect({ ...after, failure: null }).toEqual(before)
    expect(await auditOf(ctx)).toEqual([
      { action: 'knowledge.discovered', outcome: 'failed', subjectKind: 'kbSpace' },
    ])

    fibery.space(space, spaceSdl(space, { Guide: 'name: String' }))
    await refreshSpace(refresher(), { space })
    expect((await getSpace(reader(), { space: slug })).failure).toBeNull()
  })

  it('a partial answer is never stored as the truth', async () => {
    const { space, slug } = await newSpace(
      fibery,
      spaceSdl('X', { Guide: 'name: String', Page: 'name: String' }),
    )
    await refreshSpace(refresher(), { space })
    const { data } = introspectionOf(spaceSdl('X', { Guide: 'name: String' }))
    const withoutType = structuredClone(data) as { __schema: { types: { name: string }[] } }
    withoutType.__schema.types = withoutType.__schema.types.filter(({ name }) => name !== 'XGuide')
    for (const partial of [{ data, errors: [{ message: 'half' }] }, { data: withoutType }]) {
      fibery.space(space, json(partial))
      await expect(refreshSpace(refresher(), { space })).resolves.toMatchObject({ outcome: 'failed' })
      const { databases } = await getSpace(reader(), { space: slug })
      expect(databases.map(({ name, goneAt }) => [name, goneAt])).toEqual([
        ['Guide', null],
        ['Page', null],
      ])
    }
  })

  it('what is gone stays as a tombstone with its day, and what returns takes its old address and first day', async () => {
    const { space, slug } = await newSpace(fibery)
    const refreshTo = async (databases: Record<string, string>) => {
      fibery.space(space, spaceSdl(space, databases))
      await refreshSpace(refresher(), { space })
      return await getSpace(reader(), { space: slug })
    }
    const first = await refreshTo({ Guide: 'name: String old: Int', Page: 'name: String' })
    const second = await refreshTo({ Guide: 'name: Float' })
    expect(second.liveDatabases).toBe(1)
    const page = second.databases.find(({ name }) => name === 'Page')
    expect(page?.goneAt).toEqual(second.asOf)
    const guide = await getDatabase(reader(), { space: slug, database: 'guide' })
    expect(guide.fields.map(({ name, typeText, goneAt }) => [name, typeText, goneAt])).toEqual([
      ['id', 'ID', null],
      ['name', 'Float', null],
      ['old', 'Int', second.asOf],
    ])
    const third = await refreshTo({ Guide: 'name: Float', Page: 'name: String' })
    expect(third.databases.find(({ name }) => name === 'Page')).toMatchObject({
      slug: 'page',
      goneAt: null,
      firstSeenAt: first.asOf,
    })
    const { entries } = await listChanges(reader(), { page: 1 })
    const own = entries.filter((entry) => entry.space.slug === slug)
    expect(
      own.map(({ first: isFirst, count, changes }) => [isFirst, count, changes.map(({ kind }) => kind)]),
    ).toEqual([
      [false, 1, ['database.returned']],
      [false, 3, ['field.retyped', 'field.gone', 'database.gone']],
      [true, 2, []],
    ])
  })

  it('one that finds nothing new moves the age, and neither the changes nor the audit record', async () => {
    const { space, slug } = await newSpace(fibery)
    await refreshSpace(refresher(), { space })
    const before = await getSpace(reader(), { space: slug })
    const ctx = refresher()
    await expect(refreshSpace(ctx, { space })).resolves.toMatchObject({ outcome: 'published', changes: 0 })
    const after = await getSpace(reader(), { space: slug })
    expect(after.asOf?.getTime()).toBeGreaterThan(before.asOf?.getTime() ?? 0)
    expect(await auditOf(ctx)).toEqual([])
  })

  it('follows databases that are renamed, even two that swap their names, by the ids of the catalog', async () => {
    const { space, slug } = await newSpace(fibery, spaceSdl('R', { A: 'name: String', B: 'name: String' }))
    const catalogOf = (one: string, other: string) => ({
      isFresh: true,
      content: {
        databases: [one, other].map((name, index) => ({
          id: `id-${index}`,
          rawName: `R/${name}`,
          space: 'R',
          description: '',
          color: null,
          fields: [],
        })),
      },
    })
    await refreshSpace(refresher(), { space, catalog: catalogOf('A', 'B') })
    await expect(refreshSpace(refresher(), { space, catalog: catalogOf('B', 'A') })).resolves.toMatchObject({
      changes: 2,
    })
    const { databases } = await getSpace(reader(), { space: slug })
    // The addresses follow the databases, not the names.
    expect(databases.map(({ name, slug }) => [name, slug])).toEqual([
      ['B', 'a'],
      ['A', 'b'],
    ])
  })
})
