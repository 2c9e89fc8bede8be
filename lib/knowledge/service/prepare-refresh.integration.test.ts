import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { json, text } from '@/lib/testing/http-server'
import { auditOf, catalogType, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { fetchSpaces, needsFirstSnapshot, publishSpaces } from '../jobs'
import { countEntities } from './count-entities'
import { listSpaces } from './list-spaces'
import { refreshAll } from './refresh'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

beforeEach(() => {
  fibery.heard.length = 0
  fibery.catalog(null)
  fibery.counts(null)
})

describe('the whole workspace', () => {
  beforeEach(async () => {
    await db().kbSpace.deleteMany()
    await db().kbCatalog.deleteMany()
  })

  it('finds the spaces by the catalog; one that leaves it is a tombstone, one that returns is itself again', async () => {
    expect(await needsFirstSnapshot()).toBe(true)
    fibery.space('Changes', spaceSdl('Changes', { Guide: '' }))
    fibery.space('Café', spaceSdl('Café', { Guide: '' }))
    fibery.catalog([catalogType('Changes/Guide', 'g', 'How to'), catalogType('Café/Guide', 'c')])
    const ctx = refresher()
    const results = await refreshAll(ctx)
    expect(results.map(({ space, outcome }) => [space, outcome])).toEqual([
      ['Changes', 'published'],
      ['Café', 'published'],
    ])
    expect(await needsFirstSnapshot()).toBe(false)
    expect((await auditOf(ctx)).map(({ action }) => action)).toEqual([
      'knowledge.spacesChanged',
      'knowledge.published',
      'knowledge.published',
    ])
    const all = await listSpaces(reader(), { q: '' })
    // `changes` is a page of the portal's own.
    expect(all.spaces.map(({ name, slug, isDemo }) => [name, slug, isDemo])).toEqual([
      ['Café', 'cafe', true],
      ['Changes', 'changes-2', true],
    ])
    expect(all.spaces[1]?.databases[0]?.description).toBe('How to')

    fibery.catalog([catalogType('Café/Guide', 'c')])
    await refreshAll(refresher())
    const fewer = await listSpaces(reader(), { q: '' })
    expect(fewer.spaces.map(({ name, goneAt }) => [name, goneAt === null])).toEqual([
      ['Café', true],
      ['Changes', false],
    ])
    expect(fewer.liveSpaces).toBe(1)
    fibery.catalog([catalogType('Changes/Guide', 'g'), catalogType('Café/Guide', 'c')])
    await refreshAll(refresher())
    expect((await listSpaces(reader(), { q: '' })).liveSpaces).toBe(2)
  })

  it('a workspace whose list cannot be read says so and loses nothing', async () => {
    fibery.space('Kept', spaceSdl('Kept', { Guide: '' }))
    fibery.catalog([catalogType('Kept/Guide', 'g')])
    await refreshAll(refresher())
    fibery.catalog(null)
    await expect(refreshAll(refresher())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
    const overview = await listSpaces(reader(), { q: '' })
    expect(overview.failure).toMatchObject({ code: 'FORBIDDEN' })
    expect(overview.spaces.map(({ name, goneAt }) => [name, goneAt])).toEqual([['Kept', null]])
  })

  it('the workflow’s steps: one space fails beside the others, and a step done again asks only what it has not', async () => {
    fibery.space('Good', spaceSdl('Good', { Guide: '' }))
    fibery.space('Bad', text('<h1>proxy</h1>', 200, 'text/html'))
    fibery.catalog([catalogType('Good/Guide', 'g'), catalogType('Bad/Guide', 'b')])
    const run = randomUUID()
    await fetchSpaces(run)
    const fetched = await fetchSpaces(run)
    expect(fetched.map(({ space, state }) => [space, state])).toEqual([
      ['Good', 'fetched'],
      ['Bad', 'failed'],
    ])
    expect(fibery.asked('Good')).toBe(1)
    expect(fibery.asked('Bad')).toBe(2)
    expect(JSON.stringify(fetched).length).toBeLessThan(500)
    const published = await publishSpaces(run, fetched)
    await expect(publishSpaces(run, fetched)).resolves.toEqual(published)
    expect(published.map(({ space, outcome }) => [space, outcome])).toEqual([
      ['Good', 'published'],
      ['Bad', 'failed'],
    ])
    fibery.space('Good', text('down', 503, 'text/plain'))
    await expect(fetchSpaces(randomUUID())).rejects.toMatchObject({ name: 'ConnectorError', retryable: true })
  })

  it('a space whose GraphQL schema is refused is known by the catalog alone, with the names of before', async () => {
    const sdl = spaceSdl('Closed', { Guide: '"Closed/Name" name: String' })
    fibery.space('Closed', sdl)
    const fields = { 'Closed/Name': 'fibery/text' }
    fibery.catalog([catalogType('Closed/Guide', 'g', 'How to', fields)])
    await refreshAll(refresher())
    fibery.space('Closed', json({ errors: [{ message: 'introspection is not allowed' }] }))
    fibery.catalog([catalogType('Closed/Guide', 'g', 'How to', fields), catalogType('Closed/Page', 'p')])
    await expect(refreshAll(refresher())).resolves.toMatchObject([{ outcome: 'published', changes: 1 }])
    const [closed] = (await listSpaces(reader(), { q: '' })).spaces
    expect(closed).toMatchObject({ origin: 'catalog', failure: null })
    expect(closed?.databases.map(({ name, type, finder }) => [name, type, finder])).toEqual([
      ['Guide', 'ClosedGuide', 'findGuides'],
      ['Page', null, null],
    ])
    fibery.space('Closed', spaceSdl('Closed', { Guide: '"Closed/Name" name: String', Page: '' }))
    await expect(refreshAll(refresher())).resolves.toMatchObject([{ outcome: 'published' }])
    const [open] = (await listSpaces(reader(), { q: '' })).spaces
    expect(open?.origin).toBe('introspection')
    expect(open?.databases.map(({ name, finder }) => [name, finder])).toEqual([
      ['Guide', 'findGuides'],
      ['Page', 'findPages'],
    ])
  })

  it.each([
    ['a stall or a fault is no refusal', text('down', 503, 'text/plain'), 'SERVER_ERROR'],
    [
      'errors beside data are a part of an answer',
      json({ data: {}, errors: [{ message: 'x' }] }),
      'GRAPHQL_ERRORS',
    ],
  ])('%s: the last good snapshot stays, though the catalog answers', async (_why, answer, code) => {
    fibery.space('Kept', spaceSdl('Kept', { Guide: '', Page: '' }))
    fibery.catalog([catalogType('Kept/Guide', 'g'), catalogType('Kept/Page', 'p')])
    await refreshAll(refresher())
    fibery.space('Kept', answer)
    fibery.catalog([catalogType('Kept/Guide', 'g')])
    await expect(refreshAll(refresher())).resolves.toMatchObject([{ outcome: 'failed', failure: { code } }])
    const [kept] = (await listSpaces(reader(), { q: '' })).spaces
    expect(kept).toMatchObject({ origin: 'introspection', liveDatabases: 2 })
  })

  it('counts entities beside the snapshot: what is not told is not known, and a failure fails no refresh', async () => {
    fibery.space('Counted', spaceSdl('Counted', { Guide: '', Page: '' }))
    fibery.catalog([catalogType('Counted/Guide', 'g'), catalogType('Counted/Page', 'p')])
    fibery.counts({ 'Counted/Guide': 12 })
    await refreshAll(refresher())
    const numbers = async () =>
      (await listSpaces(reader(), { q: '' })).spaces[0]?.databases.map(({ entityCount }) => entityCount)
    expect(await numbers()).toEqual([12, null])
    fibery.counts(null)
    await expect(refreshAll(refresher())).resolves.toMatchObject([{ outcome: 'published', changes: 0 }])
    expect(await numbers()).toEqual([12, null])
    await expect(countEntities(reader())).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
