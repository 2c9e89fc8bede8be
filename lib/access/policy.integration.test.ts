import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { inScope } from '@/lib/products/repository/scope'
import type { Actor, Condition, Subject } from './model'
import { can, scopeFor } from './policy'

const GROUPS = ['BEVERAGES', 'SEAFOOD', 'PRODUCE']
const TAGS = ['new', 'wine', 'a,b']
const OWNERS = [randomUUID(), randomUUID()]

type Row = Subject & { id: string }
const rows: Row[] = []

beforeAll(async () => {
  for (const id of OWNERS) await db().user.create({ data: { id, issuer: 'i', subject: id, name: id } })
  for (const code of GROUPS) await db().productGroup.create({ data: { code, name: code } })
  const groups = await db().productGroup.findMany()
  let number = 0
  // Every kind of product there is, as far as conditions can tell.
  for (const group of [null, ...groups])
    for (const tags of [[], ['new'], ['wine', 'a,b'], TAGS])
      for (const ownerId of [null, ...OWNERS]) {
        const code = `P-${++number}`
        const data = {
          code,
          codeKey: code.toLowerCase(),
          name: code,
          tags,
          ownerId,
          productGroupId: group?.id ?? null,
        }
        const { id } = await db().product.create({ data })
        rows.push({ id, productGroupCode: group?.code ?? null, tags, ownerId })
      }
})

const conditions: fc.Arbitrary<Condition | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant({ kind: 'own' as const }),
  fc.record({ kind: fc.constant('productGroup' as const), in: fc.subarray([...GROUPS, 'NONE']) }),
  fc.record({ kind: fc.constant('tag' as const), in: fc.subarray([...TAGS, 'none', 'a']) }),
)
const actors: fc.Arbitrary<Actor> = fc
  .record({
    kind: fc.constantFrom('user' as const, 'key' as const),
    id: fc.constantFrom(...OWNERS, randomUUID()),
    held: fc.array(
      fc.record({
        right: fc.constantFrom('read:product' as const, 'edit:product' as const),
        condition: conditions,
      }),
      {
        maxLength: 4,
      },
    ),
  })
  .map(({ kind, id, held }) => ({
    kind,
    id,
    name: '',
    rights: held.map(({ right, condition }) => (condition === undefined ? { right } : { right, condition })),
  }))

describe('a list held to a scope', () => {
  it('is exactly what asking the policy for each record leaves, whatever the rights', async () => {
    await fc.assert(
      fc.asyncProperty(
        actors,
        fc.constantFrom('read:product' as const, 'edit:product' as const),
        async (actor, right) => {
          const scope = scopeFor(actor, right)
          const userId = actor.kind === 'user' ? actor.id : null
          const listed = await db().$queryRaw<{ id: string }[]>`
          SELECT p.id FROM product p WHERE ${inScope({ scope, userId })} ORDER BY p.id`
          const allowed = rows.filter((row) => can(actor, right, row)).map((row) => row.id)
          expect(listed.map((row) => row.id)).toEqual(allowed.sort())
        },
      ),
      { numRuns: 300 },
    )
  })
})
