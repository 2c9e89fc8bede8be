import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { search } from '@/lib/search/service/search'
import { realSchemas } from '@/lib/testing/fibery'
import { auditOf, newSpace, personWith, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { publications } from '../search'
import { getDatabase } from './get-database'
import { getSpace } from './get-space'
import { listChanges } from './list-changes'
import { listSpaces } from './list-spaces'
import { refreshSpace } from './refresh'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

beforeEach(() => {
  fibery.heard.length = 0
  fibery.catalog(null)
})

describe('reading', () => {
  it.each([
    ['spaces', (ctx: Ctx) => listSpaces(ctx, { q: '' })],
    ['a space', (ctx: Ctx) => getSpace(ctx, { space: 'x' })],
    ['a database', (ctx: Ctx) => getDatabase(ctx, { space: 'x', database: 'y' })],
    ['changes', (ctx: Ctx) => listChanges(ctx, { page: 1 })],
  ])('%s: refused and recorded without the right', async (_name, read) => {
    const ctx = personWith('refresh:knowledge')
    await expect(read(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await auditOf(ctx))[0]).toMatchObject({ action: 'knowledge.read', outcome: 'refused' })
  })

  it('is not found for a space, and a database, that are not there', async () => {
    const { space, slug } = await newSpace(fibery)
    await refreshSpace(refresher(), { space })
    await expect(getSpace(reader(), { space: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getDatabase(reader(), { space: slug, database: 'no' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('finds spaces, databases and fields by name, without regard to case and accents', async () => {
    const { space, slug } = await newSpace(
      fibery,
      spaceSdl('S', { Reception: 'name: String', Other: 'crateSize: Int' }),
    )
    await db().kbDatabase.deleteMany({ where: { space: { name: { not: space } } } })
    await refreshSpace(refresher(), { space })
    const hits = async (q: string) =>
      (await listSpaces(reader(), { q })).spaces.map(({ name, databases }) => [
        name,
        databases.map((one) => one.name),
      ])
    expect(await hits('réCEPT')).toEqual([[space, ['Reception']]])
    expect(await hits('cratesize')).toEqual([[space, ['Other']]])
    expect(await hits(space)).toEqual([[space, []]])
    expect(await hits('%')).toEqual([])
    const input = { q: 'rec', limit: 5, offset: 0 }
    const found = await search(reader(), publications, input)
    expect(found.sections.flatMap(({ hits: some }) => some)).toEqual([
      { kind: 'kbDatabase', title: 'Reception', href: `/kb/${slug}/reception`, detail: space },
    ])
    expect((await search(personWith(), publications, input)).sections).toEqual([])
  })

  it('shows where a field leads: to a database known here with its address, elsewhere by name', async () => {
    const { space, slug } = await newSpace(fibery, realSchemas()[2]?.sdl)
    await refreshSpace(refresher(), { space })
    const { fields } = await getDatabase(reader(), { space: slug, database: 'thing' })
    const leads = new Map(fields.map(({ name, relation }) => [name, relation]))
    expect(leads.get('name')).toBeNull()
    expect(leads.get('type')?.href).toMatch(/\/type$/)
    const elsewhere = [...leads.values()].find((relation) => relation?.label === 'Ideation / Idea')
    expect(elsewhere).toEqual({ label: 'Ideation / Idea', href: null, goneAt: null })
  })
})
