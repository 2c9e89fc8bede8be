import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Condition, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import { bulkChangeInput } from '../schema/bulk'
import { bulkChange } from './bulk-change'
import { getBulkResult, undoBulkChange } from './undo-bulk-change'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }
const groups: Record<string, string> = {}
let number = 0

beforeAll(async () => {
  for (const code of ['BEVERAGES', 'CONDIMENTS'])
    groups[code] = (await db().productGroup.create({ data: { code, name: code } })).id
})

beforeEach(async () => {
  await db().product.deleteMany()
})

/** Somebody who is there, so that what they do can be kept beside them. */
async function person(role: string | null, condition: Condition | null = null): Promise<Ctx> {
  const { id } = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Somebody' } })
  return personWith(role, condition, id)
}

async function add(group: string | null, more: Record<string, unknown> = {}): Promise<string> {
  number += 1
  const productGroupId = group === null ? null : groups[group]
  return await addProduct(`P-${number}`, `Product ${number}`, { productGroupId, ...more })
}

function input(fields: Record<string, string>, ids: readonly string[] = [], version = 1) {
  return bulkChangeInput.parse({
    chosen: ids.map((id) => `${id}:${version}`).join('\n'),
    seenAt: new Date().toISOString(),
    ...fields,
  })
}

async function rowOf(id: string) {
  return await db().product.findUniqueOrThrow({ where: { id }, include: { productGroup: true } })
}

describe('a change of many products at once', () => {
  it('changes group, status, owner and tags of each, with a row in the audit record for each', async () => {
    const ctx = await person('editor')
    const ids = [await add('BEVERAGES', { tags: ['old', 'hot'] }), await add(null)]
    const fields = {
      groupCode: 'CONDIMENTS',
      status: 'discontinued',
      ownerId: 'me',
      addTags: 'new, hot',
      removeTags: 'old',
    }
    const { id } = await bulkChange(ctx, input(fields, ids))
    expect(await getBulkResult(ctx, id)).toEqual({
      id,
      chosen: 2,
      counts: { changed: 2 },
      left: [],
      undone: false,
    })
    for (const productId of ids) {
      const row = await rowOf(productId)
      expect(row).toMatchObject({ status: 'discontinued', ownerId: ctx.actor.id, version: 2 })
      expect(row.productGroup?.code).toBe('CONDIMENTS')
      expect(await auditOf(productId, 'product.updated')).toMatchObject([
        { outcome: 'done', actorId: ctx.actor.id, changes: { version: { before: 1, after: 2 } } },
      ])
    }
    expect((await rowOf(ids[0] ?? '')).tags).toEqual(['hot', 'new'])
  })

  it('is refused to a viewer, changes nothing, and the refusal is recorded', async () => {
    const ctx = await person('viewer')
    const id = await add('BEVERAGES')
    await expect(bulkChange(ctx, input({ status: 'archived' }, [id]))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await rowOf(id)).version).toBe(1)
    expect(await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })).toMatchObject([
      { action: 'product.updated', outcome: 'refused' },
    ])
  })

  it('leaves and names what is not the actor’s to edit, and says nothing of what they cannot read', async () => {
    const editor = await person('editor', inBeverages)
    const rights = [
      ...editor.actor.rights,
      ...personWith('viewer', { kind: 'tag', in: ['open'] }).actor.rights,
    ]
    const ctx: Ctx = { ...editor, actor: { ...editor.actor, rights } }
    const own = await add('BEVERAGES')
    const readable = await add('CONDIMENTS', { tags: ['open'] })
    const hidden = await add('CONDIMENTS')
    const { id } = await bulkChange(ctx, input({ status: 'archived' }, [own, readable, hidden]))
    const result = await getBulkResult(ctx, id)
    expect(result).toMatchObject({ chosen: 3, counts: { changed: 1, notYours: 1 } })
    expect(result?.left).toMatchObject([{ name: (await rowOf(readable)).name, outcome: 'notYours' }])
    expect((await rowOf(hidden)).status).toBe('active')
    expect(await auditOf(readable)).toMatchObject([{ action: 'product.updated', outcome: 'refused' }])
    expect(await auditOf(hidden)).toMatchObject([{ action: 'product.updated', outcome: 'refused' }])
  })

  it('moves nothing out of the reach of the one who moves it', async () => {
    const ctx = await person('editor', { kind: 'tag', in: ['own'] })
    const id = await add('BEVERAGES', { tags: ['own'] })
    const { id: bulk } = await bulkChange(ctx, input({ groupCode: 'CONDIMENTS', removeTags: 'own' }, [id]))
    expect((await getBulkResult(ctx, bulk))?.counts).toEqual({ outOfReach: 1 })
    expect(await rowOf(id)).toMatchObject({ tags: ['own'], productGroup: { code: 'BEVERAGES' } })
  })

  it('answers alike for a group that is out of reach and one that is not there', async () => {
    const ctx = await person('editor', inBeverages)
    const id = await add('BEVERAGES')
    const answers: unknown[] = []
    for (const groupCode of ['CONDIMENTS', 'NO-SUCH'])
      answers.push(
        await bulkChange(ctx, input({ groupCode }, [id])).catch(({ code, fieldErrors }) => ({
          code,
          fieldErrors,
        })),
      )
    expect(answers[0]).toMatchObject({ code: 'VALIDATION', fieldErrors: { groupCode: [expect.any(String)] } })
    expect(answers[0]).toEqual(answers[1])
    expect(await rowOf(id)).toMatchObject({ version: 1, productGroup: { code: 'BEVERAGES' } })
  })

  it('leaves a row that somebody changed since it was seen, one that a sync owns, and one that is so already', async () => {
    const ctx = await person('editor')
    const changed = await add(null, { version: 3 })
    const synced = await add(null, { source: 'erp' })
    const same = await add(null, { status: 'archived' })
    const { id } = await bulkChange(ctx, input({ status: 'archived' }, [changed, synced, same]))
    expect((await getBulkResult(ctx, id))?.counts).toEqual({ changedSince: 1, synced: 1, same: 1 })
    expect((await rowOf(changed)).status).toBe('active')
    expect((await rowOf(same)).version).toBe(1)
  })

  it('reaches all that the filters find, page or no page, but not what was changed after the list was drawn', async () => {
    const ctx = await person('editor')
    const old = new Date(Date.now() - 60_000)
    const seen = new Date(Date.now() - 30_000)
    for (let n = 0; n < 320; n += 1) await add('BEVERAGES', { updatedAt: old })
    const late = await add('BEVERAGES', { updatedAt: new Date() })
    const other = await add('CONDIMENTS', { updatedAt: old })
    const { id } = await bulkChange(
      ctx,
      input({ reach: 'all', query: 'group=BEVERAGES&page=2', addTags: 'sale', seenAt: seen.toISOString() }),
    )
    expect(await getBulkResult(ctx, id)).toMatchObject({
      chosen: 321,
      counts: { changed: 320, changedSince: 1 },
    })
    expect((await rowOf(late)).tags).toEqual([])
    expect((await rowOf(other)).tags).toEqual([])
    const events = await db().auditEvent.count({ where: { actorId: ctx.actor.id, outcome: 'done' } })
    expect(events).toBe(320)
  })

  it('is held to the same scope as the list when all that match are meant', async () => {
    const ctx = await person('editor', inBeverages)
    const updatedAt = new Date(Date.now() - 60_000)
    const own = await add('BEVERAGES', { updatedAt })
    const other = await add('CONDIMENTS', { updatedAt })
    const { id } = await bulkChange(ctx, input({ reach: 'all', query: '', status: 'archived' }))
    expect(await getBulkResult(ctx, id)).toMatchObject({ chosen: 1, counts: { changed: 1 } })
    expect([(await rowOf(own)).status, (await rowOf(other)).status]).toEqual(['archived', 'active'])
  })

  it.each([
    [{ groupCode: 'NO-SUCH' }, 'groupCode'],
    [{ ownerId: randomUUID() }, 'ownerId'],
  ])('refuses %o before anything is changed', async (fields, field) => {
    const ctx = await person('editor')
    const id = await add(null)
    await expect(bulkChange(ctx, input(fields as Record<string, string>, [id]))).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { [field]: [expect.any(String)] },
    })
    expect((await rowOf(id)).version).toBe(1)
  })

  it('needs something to change and something to change it in', () => {
    const seenAt = new Date().toISOString()
    expect(bulkChangeInput.safeParse({ seenAt, status: 'active' }).success).toBe(false)
    expect(bulkChangeInput.safeParse({ seenAt, chosen: `${randomUUID()}:1` }).success).toBe(false)
    expect(bulkChangeInput.safeParse({ seenAt, status: 'active', chosen: 'x:1' }).success).toBe(false)
  })

  it('lets two at once over the same rows change each row once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 30; n += 1) ids.push(await add(null))
    const [one, other] = [await person('editor'), await person('editor')]
    const made = await Promise.all([
      bulkChange(one, input({ status: 'archived' }, ids)),
      bulkChange(other, input({ status: 'discontinued' }, [...ids].reverse())),
    ])
    const [first, second] = [await getBulkResult(one, made[0].id), await getBulkResult(other, made[1].id)]
    expect((first?.counts.changed ?? 0) + (second?.counts.changed ?? 0)).toBe(30)
    expect((first?.counts.changedSince ?? 0) + (second?.counts.changedSince ?? 0)).toBe(30)
  })
})

describe('the undoing of a change of many', () => {
  it('puts each product back as it was, with a row in the audit record, but none that was changed again', async () => {
    const ctx = await person('editor')
    const back = await add('BEVERAGES', { tags: ['b', 'a'] })
    const again = await add('BEVERAGES')
    const { id } = await bulkChange(
      ctx,
      input({ groupCode: '-', addTags: 'c', ownerId: 'me' }, [back, again]),
    )
    await db().product.update({ where: { id: again }, data: { version: { increment: 1 }, name: 'Later' } })
    await undoBulkChange(ctx, { id })
    const result = await getBulkResult(ctx, id)
    expect(result).toMatchObject({ undone: true, counts: { undone: 1, kept: 1 } })
    expect(result?.left).toMatchObject([{ name: 'Later', outcome: 'kept' }])
    const row = await rowOf(back)
    expect(row).toMatchObject({ tags: ['b', 'a'], ownerId: null, version: 3 })
    expect(row.productGroup?.code).toBe('BEVERAGES')
    expect(await rowOf(again)).toMatchObject({ name: 'Later', productGroupId: null })
    expect(await auditOf(back, 'product.updated')).toHaveLength(2)
    await undoBulkChange(ctx, { id })
    expect((await rowOf(back)).version).toBe(3)
  })

  it('keeps a product whose group is gone, or that left the actor’s reach', async () => {
    const whole = await person('editor')
    const group = await db().productGroup.create({ data: { code: 'GONE', name: 'Gone' } })
    const id = await addProduct('G-1', 'Was in a group', { productGroupId: group.id })
    const bulk = await bulkChange(whole, input({ groupCode: 'BEVERAGES' }, [id]))
    await db().productGroup.delete({ where: { id: group.id } })
    await undoBulkChange(whole, { id: bulk.id })
    expect((await getBulkResult(whole, bulk.id))?.counts).toEqual({ kept: 1 })
    expect((await rowOf(id)).productGroup?.code).toBe('BEVERAGES')
  })

  it('is one’s own: somebody else’s is not there, and the attempt is recorded', async () => {
    const ctx = await person('editor')
    const other = await person('editor')
    const id = await add(null)
    const bulk = await bulkChange(ctx, input({ status: 'archived' }, [id]))
    expect(await getBulkResult(other, bulk.id)).toBeNull()
    await expect(undoBulkChange(other, { id: bulk.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await rowOf(id)).status).toBe('archived')
    const refused = { actorId: other.actor.id, outcome: 'refused' }
    expect(await db().auditEvent.count({ where: refused })).toBe(1)
  })
})
