import { beforeAll, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { rebuildSearch } from '@/lib/search/service/rebuild'
import { search } from '@/lib/search/service/search'
import { personWith, reader } from '@/lib/testing/knowledge'
import { publications } from './search'

// Entities in the one index: what is found, by whom, and where it leads. The other kinds: lib/search/service.

const HOSTILE = `"}) { id }<script>\u202e../ gnp`
const detail = 'Guide · Software'

async function find(q: string, ctx: Ctx = reader()) {
  const { sections } = await search(ctx, publications, { q, kind: 'kbEntity', limit: 5, offset: 0 })
  return sections.filter(({ kind }) => kind === 'kbEntity').flatMap(({ hits }) => hits)
}
const idOf = async (upstreamId: string) =>
  (await db().kbEntity.findFirstOrThrow({ where: { upstreamId } })).id

beforeAll(async () => {
  const space = await db().kbSpace.create({ data: { name: 'Software', slug: 'software' } })
  const { id: databaseId } = await db().kbDatabase.create({
    data: {
      spaceId: space.id,
      rawName: 'Software/Guide',
      name: 'Guide',
      slug: 'guide',
      type: 'SoftwareGuide',
      finder: 'findGuides',
      firstSeenAt: new Date(),
    },
  })
  const entity = { databaseId, firstSeenAt: new Date() }
  await db().kbEntity.createMany({
    data: [
      { ...entity, upstreamId: 'a', publicId: '12', title: 'Keeping tea cool' },
      { ...entity, upstreamId: 'b', publicId: null, title: '' },
      { ...entity, upstreamId: 'c', publicId: '../13', title: 'Keeping tea warm', goneAt: new Date() },
      { ...entity, upstreamId: 'd', publicId: '14', title: HOSTILE },
    ],
  })
})

it('entities are found by title and number, those that are gone after the others, and lead to their pages', async () => {
  expect(await find('keeping tea')).toEqual([
    { kind: 'kbEntity', title: 'Keeping tea cool', href: '/kb/software/guide/12', detail },
    {
      kind: 'kbEntity',
      title: 'Keeping tea warm',
      href: `/kb/software/guide/${await idOf('c')}`,
      detail,
      state: 'gone',
    },
  ])
  expect((await find('12')).map(({ title }) => title)).toEqual(['Keeping tea cool'])
})

it('one without a title has a word to be met by', async () => {
  const href = `/kb/software/guide/${await idOf('b')}`
  expect(await find('untitled')).toEqual([{ kind: 'kbEntity', title: 'Untitled', href, detail }])
})

it('a hostile title is given back as it stands', async () => {
  expect(await find('script gnp')).toEqual([
    { kind: 'kbEntity', title: HOSTILE, href: '/kb/software/guide/14', detail },
  ])
})

it('they are found by those alone who may read the knowledge base', async () => {
  expect(await find('keeping tea', personWith('read:product', 'refresh:knowledge'))).toEqual([])
})

it('they are told of under the name that their database bears now, and as gone with it', async () => {
  const change = (data: object) => db().kbDatabase.updateMany({ where: { slug: 'guide' }, data })
  await change({ name: 'Handbook' })
  expect((await find('cool'))[0]?.detail).toBe('Handbook · Software')
  await change({ name: 'Guide', goneAt: new Date() })
  expect((await find('cool'))[0]?.state).toBe('gone')
  await change({ goneAt: null })
  expect((await find('cool'))[0]?.state).toBeUndefined()
})

it('a rebuilt index holds them again', async () => {
  await db().$executeRaw`DELETE FROM search_document WHERE kind = 'kbEntity'`
  expect(await find('cool')).toEqual([])
  await rebuildSearch(personWith('check:connection'))
  expect(await find('cool')).toHaveLength(1)
})
