import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Condition } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import {
  addFedGroups,
  fedProduct as fed,
  productFeed as feed,
  storedProduct as stored,
  syncProducts as sync,
} from '@/lib/testing/fed-products'
import { addProduct, personWith } from '@/lib/testing/products'
import { MAX_FED_PRODUCTS } from '../model/fed'
import { planProductSync, requireProductSync } from './sync-products'

beforeAll(addFedGroups)
beforeEach(async () => {
  await db().product.deleteMany()
})

describe('a sync of products', () => {
  it('takes nothing told at all for a lost right, not for the end of every product', async () => {
    await sync([fed('1', 'A')])
    await expect(sync([])).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { _: [expect.stringMatching(/^No record was told, and 1 are here: nothing is marked/)] },
    })
    expect(await stored('A')).toMatchObject({ goneAt: null })
  })

  it('refuses a tag of the mapping that will not do, in words', async () => {
    const fedWith = { ...feed([fed('1', 'A')]), tags: ['Good', 'bad#tag'] }
    await expect(planProductSync(personWith('editor'), fedWith)).rejects.toMatchObject({
      fieldErrors: { _: [expect.stringMatching(/^tags: “bad#tag” cannot be a tag/)] },
    })
  })

  it('refuses more than one database may feed', async () => {
    const rows = Array.from({ length: MAX_FED_PRODUCTS + 1 }, (_, n) => fed(String(n), `N-${n}`))
    await expect(planProductSync(personWith('editor'), feed(rows))).rejects.toMatchObject({
      code: 'VALIDATION',
    })
  })

  const held: Condition = { kind: 'productGroup', in: ['DRINKS'] }
  it.each([
    ['a viewer', () => personWith('viewer')],
    ['an editor of one group', () => personWith('editor', held)],
  ])('is refused to %s, which is recorded', async (_who, person) => {
    const ctx = person()
    await expect(sync([fed('1', 'A')], ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(requireProductSync(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await db().product.count()).toBe(0)
    const [refusal] = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(refusal).toMatchObject({ action: 'product.synced', outcome: 'refused' })
  })

  it('is not planned for somebody who may read a part alone', async () => {
    const ctx = personWith('viewer', held)
    await expect(planProductSync(ctx, feed([fed('1', 'A')]))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('refuses codes that are or were somebody else’s, and writes nothing over', async () => {
    const own = await addProduct('MINE', 'Mine')
    await db().product.update({ where: { id: own }, data: { code: 'NOW', codeKey: 'now', version: 2 } })
    const { entries } = await sync([
      fed('1', 'now'),
      fed('2', 'mine'),
      fed('3', 'TWIN'),
      fed('4', 'twin'),
      fed('5', 'import'),
      fed('6', 'GOOD'),
    ])
    expect(
      entries.map(({ code, outcome, reasons }) => `${code} ${outcome} ${reasons.join(' ')}`.trim()),
    ).toEqual([
      'now refuse The code NOW is that of a product kept in the portal, which is not written over: rename one of the two.',
      'mine refuse The code mine was once that of NOW, and still leads there: choose another code.',
      'TWIN refuse Its code is that of “twin” (no. 4) too: give each a code of its own.',
      'twin refuse Its code is that of “TWIN” (no. 3) too: give each a code of its own.',
      'import refuse Code: This word is part of the portal’s own addresses. Choose another code.',
      'GOOD add',
    ])
    expect(await stored('NOW')).toMatchObject({ name: 'Mine', source: 'portal', version: 2 })
    expect(await db().product.count()).toBe(2)
  })
})
