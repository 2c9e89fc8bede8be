import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Actor, type Condition, type ConditionedRight, RIGHTS } from './model'
import { can, canSome, carriesCondition, firstNotCovered, reaches, scopeFor, underCondition } from './policy'

const GROUPS: Condition = { kind: 'productGroup', in: ['BEVERAGES', 'SEAFOOD'] }

function actorWith(rights: ConditionedRight[], kind: Actor['kind'] = 'user'): Actor {
  return { kind, id: 'me', name: 'Me', rights }
}

const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ kind: 'own' as const }),
  fc.record({
    kind: fc.constantFrom('productGroup' as const, 'tag' as const),
    in: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
  }),
)
const rights: fc.Arbitrary<ConditionedRight> = fc.record(
  { right: fc.constantFrom(...RIGHTS), condition: conditions },
  { requiredKeys: ['right'] },
)
const actors = fc
  .record({
    rights: fc.array(rights, { maxLength: 8 }),
    kind: fc.constantFrom('user' as const, 'key' as const),
  })
  .map(({ rights: held, kind }) => actorWith(held, kind))
const subjects = fc.record({
  productGroupCode: fc.constantFrom('a', 'b', 'd', null),
  tags: fc.subarray(['a', 'b', 'd']),
  ownerId: fc.constantFrom('me', 'other', null),
})

describe('a scope', () => {
  it('is none without the right, all with it whole, and the union of what conditions leave', () => {
    expect(scopeFor(actorWith([]), 'read:product')).toEqual({ reach: 'none' })
    expect(
      scopeFor(
        actorWith([{ right: 'read:product', condition: GROUPS }, { right: 'read:product' }]),
        'read:product',
      ),
    ).toEqual({ reach: 'all' })
    const scope = scopeFor(
      actorWith([
        { right: 'read:product', condition: GROUPS },
        { right: 'read:product', condition: { kind: 'tag', in: ['new'] } },
        { right: 'read:product', condition: { kind: 'own' } },
      ]),
      'read:product',
    )
    expect(scope).toEqual({
      reach: 'some',
      productGroups: new Set(['BEVERAGES', 'SEAFOOD']),
      tags: new Set(['new']),
      own: true,
    })
  })

  it('leaves out a condition that records of the kind cannot be held to', () => {
    expect(scopeFor(actorWith([{ right: 'read:audit', condition: GROUPS }]), 'read:audit')).toEqual({
      reach: 'none',
    })
  })

  it('does not take a record without a group, or one that nobody owns, for anybody’s', () => {
    const held = actorWith([
      { right: 'read:product', condition: GROUPS },
      { right: 'read:product', condition: { kind: 'own' } },
    ])
    expect(can(held, 'read:product', { productGroupCode: null, ownerId: null })).toBe(false)
    expect(can(held, 'read:product', {})).toBe(false)
    expect(can(actorWith([{ right: 'read:product' }]), 'read:product', {})).toBe(true)
  })

  it('knows "own" for people only: a key or a job owns nothing', () => {
    const held: ConditionedRight[] = [{ right: 'read:product', condition: { kind: 'own' } }]
    expect(can(actorWith(held), 'read:product', { ownerId: 'me' })).toBe(true)
    expect(can(actorWith(held, 'key'), 'read:product', { ownerId: 'me' })).toBe(false)
  })

  it('never reaches more than the single rights say, one by one', () => {
    fc.assert(
      fc.property(actors, fc.constantFrom(...RIGHTS), subjects, (actor, right, subject) => {
        const byHand = actor.rights.some((entry) => {
          if (entry.right !== right) return false
          const { condition } = entry
          if (condition === undefined) return true
          if (!carriesCondition(right, condition)) return false
          if (condition.kind === 'own') return actor.kind === 'user' && subject.ownerId === actor.id
          if (condition.kind === 'tag') return subject.tags.some((tag) => condition.in.includes(tag))
          return subject.productGroupCode !== null && condition.in.includes(subject.productGroupCode)
        })
        expect(can(actor, right, subject)).toBe(byHand)
        expect(reaches(actor, scopeFor(actor, right), subject)).toBe(byHand)
        if (byHand) expect(canSome(actor, right)).toBe(true)
      }),
    )
  })
})

describe('a role under a condition', () => {
  it('keeps what can be held to it, and gives nothing else', () => {
    expect(underCondition([{ right: 'read:product' }, { right: 'read:audit' }], GROUPS)).toEqual([
      { right: 'read:product', condition: GROUPS },
    ])
  })

  it('meets a condition of its own in what both allow', () => {
    const narrow: Condition = { kind: 'productGroup', in: ['SEAFOOD', 'PRODUCE'] }
    const tag: Condition = { kind: 'tag', in: ['new'] }
    const one = (condition: Condition) => underCondition([{ right: 'read:product', condition }], GROUPS)
    expect(one(narrow)).toEqual([
      { right: 'read:product', condition: { kind: 'productGroup', in: ['SEAFOOD'] } },
    ])
    expect(one(tag)).toEqual([])
    expect(one({ kind: 'productGroup', in: ['PRODUCE'] })).toEqual([])
    expect(one({ kind: 'own' })).toEqual([])
  })

  it('never gives more than without it', () => {
    fc.assert(
      fc.property(
        fc.array(rights),
        conditions,
        fc.constantFrom(...RIGHTS),
        subjects,
        (held, condition, right, subject) => {
          const under = actorWith(underCondition(held, condition))
          if (can(under, right, subject)) expect(can(actorWith(held), right, subject)).toBe(true)
        },
      ),
    )
  })
})

describe('covering', () => {
  it('holds for nobody who could reach less than what they give', () => {
    fc.assert(
      fc.property(
        actors,
        fc.array(rights, { maxLength: 4 }),
        fc.constantFrom(...RIGHTS),
        subjects,
        (actor, given, right, subject) => {
          if (firstNotCovered(actor, given) !== null) return
          // "Own" is each holder's own: it is compared for one and the same holder.
          const holder: Actor = { ...actor, kind: 'user', rights: given }
          const giver: Actor = { ...actor, kind: 'user' }
          if (can(holder, right, subject)) expect(can(giver, right, subject)).toBe(true)
        },
      ),
    )
  })

  it('names the first right that is missing', () => {
    const actor = actorWith([{ right: 'read:product' }, { right: 'edit:product', condition: GROUPS }])
    expect(firstNotCovered(actor, [{ right: 'read:product' }])).toBeNull()
    expect(firstNotCovered(actor, [{ right: 'edit:product' }])).toBe('edit:product')
    expect(
      firstNotCovered(actor, [
        { right: 'edit:product', condition: { kind: 'productGroup', in: ['SEAFOOD'] } },
      ]),
    ).toBeNull()
    expect(firstNotCovered(actor, [{ right: 'edit:product', condition: { kind: 'own' } }])).toBe(
      'edit:product',
    )
    expect(firstNotCovered(actor, [{ right: 'read:audit' }])).toBe('read:audit')
  })
})
