import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { publications } from '@/lib/products/search'
import { addProduct, personWith } from '@/lib/testing/products'
import { rebuildSearch } from './rebuild'
import { search } from './search'

const find = async (q: string) =>
  (await search(personWith('viewer'), publications, { q, limit: 5, offset: 0 })).sections.flatMap(
    ({ hits }) => hits.map(({ title }) => title),
  )

describe('rebuilding the index', () => {
  it('brings back what was lost, takes out what has no record, and is recorded', async () => {
    await addProduct('R-1', 'Lostling')
    await addProduct('R-2', 'Changeling')
    await db().$executeRaw`DELETE FROM search_document WHERE title = 'Lostling'`
    await db().$executeRaw`UPDATE search_document SET title = 'Wrong' WHERE title = 'Changeling'`
    await db().$executeRaw`INSERT INTO search_document (kind, ref, title, place, reach)
      VALUES ('product', gen_random_uuid()::text, 'Orphanling', 'X', ARRAY['product'])`
    await db().$executeRaw`DELETE FROM search_word`
    expect(await find('orphanling')).toEqual(['Orphanling'])
    const ctx = personWith('operator')
    const rebuilt = await rebuildSearch(ctx)
    expect(rebuilt.find(({ kind }) => kind === 'product')).toEqual({ kind: 'product', fed: 2, removed: 1 })
    expect(await find('lostling')).toEqual(['Lostling'])
    expect(await find('changeling')).toEqual(['Changeling'])
    expect(await find('orphanling')).toEqual([])
    const answer = await search(personWith('viewer'), publications, { q: 'chnageling', limit: 5, offset: 0 })
    expect(answer.similar[0]?.title).toBe('Changeling')
    const events = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id }, take: 5 })
    expect(events.map(({ action, outcome }) => [action, outcome])).toEqual([['search.rebuilt', 'done']])
  })

  it('is refused to a viewer, and that is recorded', async () => {
    const ctx = personWith('viewer')
    await expect(rebuildSearch(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const events = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id }, take: 5 })
    expect(events.map(({ action, outcome }) => [action, outcome])).toEqual([['search.rebuilt', 'refused']])
  })

  it('does not put back what a writer changed meanwhile', async () => {
    const id = await addProduct('R-3', 'Before0')
    let n = 0
    const writing = (async () => {
      for (n = 1; n <= 20; n += 1)
        await db().product.update({ where: { id }, data: { name: `Meanwhile${n}`, version: n + 1 } })
    })()
    await rebuildSearch(personWith('operator'))
    await writing
    expect(await find('meanwhile20')).toEqual(['Meanwhile20'])
  })
})
