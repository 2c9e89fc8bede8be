import { describe, expect, it } from 'vitest'
import type { Actor, Condition, Right } from '@/lib/access/model'
import type { Product, ProductDraft } from './model'
import { canEdit, canRead, canSaveAs } from './policy'

function actor(right: Right, condition?: Condition): Actor {
  return { kind: 'user', id: 'u1', name: 'U', rights: [{ right, condition }] }
}

const product = {
  group: { code: 'BEVERAGES', name: 'Beverages' },
  tags: ['tea'],
  owner: null,
} as unknown as Product
const draft = { groupCode: 'CONDIMENTS', tags: ['tea'] } as unknown as ProductDraft

describe('rights on a product', () => {
  it('follow its group and its tags', () => {
    expect(canRead(actor('read:product', { kind: 'productGroup', in: ['BEVERAGES'] }), product)).toBe(true)
    expect(canRead(actor('read:product', { kind: 'productGroup', in: ['SEAFOOD'] }), product)).toBe(false)
    expect(canEdit(actor('edit:product', { kind: 'tag', in: ['tea'] }), product)).toBe(true)
    expect(canEdit(actor('read:product'), product)).toBe(false)
  })

  it('let it be moved only to where the one who moves it still reaches', () => {
    expect(
      canSaveAs(actor('edit:product', { kind: 'productGroup', in: ['BEVERAGES'] }), product, draft),
    ).toBe(false)
    expect(canSaveAs(actor('edit:product', { kind: 'tag', in: ['tea'] }), product, draft)).toBe(true)
    expect(canSaveAs(actor('edit:product'), product, draft)).toBe(true)
  })
})
