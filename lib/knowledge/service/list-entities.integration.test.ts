import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf, personWith, reader } from '@/lib/testing/knowledge'
import { entitiesQuery } from '../schema'
import { listEntities } from './list-entities'

const HOSTILE = `Crate "}{../<script>\u202e`
const place = { space: 'things', database: 'crate' }

const list = (more: Record<string, unknown> = {}, at = place) =>
  listEntities(reader(), { ...at, ...entitiesQuery.parse(more) })
const titles = async (more: Record<string, unknown> = {}) =>
  (await list(more)).entities.map(({ title }) => title)

beforeAll(async () => {
  const space = await db().kbSpace.create({ data: { name: 'Things', slug: 'things' } })
  const made = { spaceId: space.id, type: 'T', finder: 'findTs', firstSeenAt: new Date() }
  const crate = await db().kbDatabase.create({
    data: { ...made, rawName: 'Things/Crate', name: 'Crate', slug: 'crate' },
  })
  await db().kbDatabase.create({
    data: { ...made, rawName: 'Things/Label', name: 'Label', slug: 'label', finder: '' },
  })
  const odd = ['Kühlung', HOSTILE, 'Box'].map((title, n) => ({ title, publicId: String(n + 1) }))
  const many = Array.from({ length: 117 }, (_, n) => ({ title: `Thing ${n}`, publicId: String(n + 4) }))
  await db().kbEntity.createMany({
    data: [...odd, ...many].map((one, n) => ({
      ...one,
      databaseId: crate.id,
      upstreamId: `id-${n}`,
      modifiedAt: n === 2 ? null : new Date(Date.UTC(2026, 0, 1) - n * 60_000),
      firstSeenAt: new Date(),
    })),
  })
})

describe('the list of entities', () => {
  it('is searched by title, without regard to case and accents, and by number', async () => {
    expect(await titles({ q: 'KUHL' })).toEqual(['Kühlung'])
    expect(await titles({ q: '"}{../<script>' })).toEqual([HOSTILE])
    expect(await titles({ q: '3' })).toContain('Box')
    expect(await titles({ q: '%' })).toEqual([])
    expect(await list({ q: 'zzzz' })).toMatchObject({ entities: [], live: 0, gone: 0 })
  })

  it('is sorted both ways, numbers by their size, and what is not told stands at the end', async () => {
    expect((await titles({ sort: 'number' })).slice(0, 2)).toEqual(['Kühlung', HOSTILE])
    expect((await titles({ sort: 'number', direction: 'desc' })).slice(0, 2)).toEqual([
      'Thing 116',
      'Thing 115',
    ])
    expect((await titles({ sort: 'modified', direction: 'desc' })).slice(0, 3)).toEqual([
      'Kühlung',
      HOSTILE,
      'Thing 0',
    ])
    for (const direction of ['asc', 'desc'])
      expect((await titles({ sort: 'modified', direction, page: '3' })).at(-1)).toBe('Box')
  })

  it('is cut in pages of 50, and says of how many', async () => {
    expect(await list({ page: '2' })).toMatchObject({ live: 120, gone: 0, perPage: 50 })
    expect(await titles({ page: '3' })).toHaveLength(20)
    expect(await titles({ page: '4' })).toEqual([])
  })

  it('takes what no page of the portal asks for as if it were not there', async () => {
    const odd = {
      sort: 'id; DROP TABLE kb_entity',
      direction: 'x',
      page: '-1',
      gone: 'yes',
      q: 'x'.repeat(101),
    }
    expect(await titles(odd)).toEqual(await titles())
  })

  it('says whether its database can be read, and that it never was', async () => {
    expect(await list()).toMatchObject({ isReadable: true, reading: null })
    expect(await list({}, { ...place, database: 'label' })).toMatchObject({ isReadable: false, live: 0 })
  })

  it('is for whoever may read the knowledge base, and of what is there', async () => {
    const stranger = personWith('read:product')
    const asked = { ...place, ...entitiesQuery.parse({}) }
    await expect(listEntities(stranger, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await auditOf(stranger)).map(({ outcome }) => outcome)).toEqual(['refused'])
    await expect(list({}, { ...place, database: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(list({}, { ...place, space: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
