import { describe, expect, it } from 'vitest'
import type { Actor, Condition, Right } from '@/lib/access/model'
import type { Product } from './model'
import { canEdit, canRead, canSaveAs, GROUP_OUT_OF_REACH, withoutOtherGroups } from './policy'

function actor(right: Right, condition?: Condition): Actor {
  return { kind: 'user', id: 'u1', name: 'U', rights: [{ right, condition }] }
}

const product = {
  group: { code: 'BEVERAGES', name: 'Beverages' },
  tags: ['tea'],
  owner: null,
} as unknown as Product
const draft = { groupCode: 'CONDIMENTS', tags: ['tea'], ownerId: null }

describe('rights on a product', () => {
  it('follow its group and its tags', () => {
    expect(canRead(actor('read:product', { kind: 'productGroup', in: ['BEVERAGES'] }), product)).toBe(true)
    expect(canRead(actor('read:product', { kind: 'productGroup', in: ['SEAFOOD'] }), product)).toBe(false)
    expect(canEdit(actor('edit:product', { kind: 'tag', in: ['tea'] }), product)).toBe(true)
    expect(canEdit(actor('read:product'), product)).toBe(false)
  })

  it('let it be moved only to where the one who moves it still reaches', () => {
    expect(
      canSaveAs(actor('edit:product', { kind: 'productGroup', in: ['BEVERAGES'] }), 'edit:product', draft),
    ).toBe(false)
    expect(canSaveAs(actor('edit:product', { kind: 'tag', in: ['tea'] }), 'edit:product', draft)).toBe(true)
    expect(canSaveAs(actor('edit:product'), 'edit:product', draft)).toBe(true)
  })
})

describe('the history of a product that was moved', () => {
  const events: { changes: Record<string, { before: unknown; after: unknown }> }[] = [
    { changes: { name: { before: 'CONDIMENTS', after: 'B' } } },
    {
      changes: { groupCode: { before: 'CONDIMENTS', after: 'BEVERAGES' }, name: { before: 'a', after: 'b' } },
    },
    { changes: { groupCode: { before: null, after: 'CONDIMENTS' } } },
  ]
  const groupsSeenBy = (condition?: Condition) =>
    withoutOtherGroups(actor('read:product', condition), product, events).map(
      ({ changes }) => changes.groupCode,
    )

  it('names to a reader only the groups that they may see, and the one that it is in', () => {
    const masked = [
      undefined,
      { before: GROUP_OUT_OF_REACH, after: 'BEVERAGES' },
      { before: null, after: GROUP_OUT_OF_REACH },
    ]
    expect(groupsSeenBy({ kind: 'productGroup', in: ['BEVERAGES'] })).toEqual(masked)
    expect(groupsSeenBy({ kind: 'tag', in: ['tea'] })).toEqual(masked)
    expect(groupsSeenBy({ kind: 'own' })).toEqual(masked)
    const whole = events.map(({ changes }) => changes.groupCode)
    expect(groupsSeenBy()).toEqual(whole)
    expect(groupsSeenBy({ kind: 'productGroup', in: ['BEVERAGES', 'CONDIMENTS'] })).toEqual(whole)
  })

  it('keeps every other field as it was', () => {
    const seen = withoutOtherGroups(actor('read:product', { kind: 'own' }), product, events)
    expect(seen.map(({ changes }) => changes.name)).toEqual(events.map(({ changes }) => changes.name))
  })
})
