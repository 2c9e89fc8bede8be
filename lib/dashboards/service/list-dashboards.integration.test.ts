import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { can, canSome } from '@/lib/access/policy'
import { db } from '@/lib/platform/db'
import { listDashboards } from './list-dashboards'
import { openDashboard } from './open-dashboard'

function ctxWith(...rights: ConditionedRight[]): Ctx {
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Reader', rights }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

async function slugsFor(...rights: ConditionedRight[]): Promise<string[]> {
  return (await listDashboards(ctxWith(...rights))).dashboards.map(({ slug }) => slug)
}

const AT = new Date('2026-11-21T10:00:00Z')

beforeAll(async () => {
  const row = (slug: string, tags: string[], publishedAt: Date | null = AT) => ({
    slug,
    title: slug,
    tags,
    upstreamId: slug,
    publishedAt,
    asOf: AT,
  })
  const owner = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Test Keeper' } })
  await db().dashboard.createMany({
    data: [
      row('sales', ['sales']),
      { ...row('gone', ['sales', 'stock']), goneAt: AT },
      { ...row('untagged', []), ownerId: owner.id },
      row('draft', ['sales'], null),
    ],
  })
})

describe('the registry of dashboards', () => {
  it('lists what is published, by title, tombstones too', async () => {
    expect(await slugsFor({ right: 'read:dashboard' })).toEqual(['gone', 'sales', 'untagged'])
    const { dashboards, total, connected } = await listDashboards(ctxWith({ right: 'read:dashboard' }))
    expect({ total, connected }).toEqual({ total: 3, connected: false })
    expect(dashboards[0]).toMatchObject({ slug: 'gone', goneAt: AT, asOf: AT })
  })

  it('lists to a reader held to tags only those of the tags; one without a tag is in none', async () => {
    const held = (...tags: string[]): ConditionedRight => ({
      right: 'read:dashboard',
      condition: { kind: 'tag', in: tags },
    })
    expect(await slugsFor(held('stock'))).toEqual(['gone'])
    expect(await slugsFor(held('sales'))).toEqual(['gone', 'sales'])
    expect(await slugsFor(held('other'))).toEqual([])
    expect(await slugsFor(held())).toEqual([])
  })

  it('lists exactly what `can` says, and opens no other', async () => {
    const tags = ['sales', 'stock', 'other', "it's", 'a,b']
    const entry = fc.record({
      right: fc.constantFrom('read:dashboard' as const, 'read:product' as const),
      condition: fc.option(
        fc.oneof(
          fc.record({ kind: fc.constant('tag' as const), in: fc.subarray(tags) }),
          fc.record({ kind: fc.constant('productGroup' as const), in: fc.constant(['BEVERAGES']) }),
          fc.constant({ kind: 'own' as const }),
        ),
        { nil: undefined },
      ),
    })
    const published = await db().dashboard.findMany({ where: { publishedAt: { not: null } } })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 4 }), async (given) => {
        const rights: ConditionedRight[] = given.map(({ right, condition }) =>
          condition === undefined ? { right } : { right, condition },
        )
        const ctx = ctxWith(...rights)
        const expected = published
          .filter((subject) => can(ctx.actor, 'read:dashboard', { tags: subject.tags }))
          .map(({ slug }) => slug)
        const listed = canSome(ctx.actor, 'read:dashboard') ? await slugsFor(...rights) : []
        expect(listed.toSorted()).toEqual(expected.toSorted())
        for (const { slug } of published) {
          const opened = await openDashboard(ctx, slug).then(
            () => true,
            () => false,
          )
          expect([slug, opened]).toEqual([slug, expected.includes(slug)])
        }
      }),
      { seed: 20_261_121, numRuns: 60 },
    )
  })

  it('is searched by every word, whatever its case and accents, in title, description, tags and owner', async () => {
    const found = async (q: string) =>
      (await listDashboards(ctxWith({ right: 'read:dashboard' }), { q })).dashboards.map(({ slug }) => slug)
    expect(await found('SÁLES')).toEqual(['gone', 'sales'])
    expect(await found('stock sales')).toEqual(['gone'])
    expect(await found('test keeper')).toEqual(['untagged'])
    expect(await found('nothing such')).toEqual([])
  })

  it('is refused without the right, and that is recorded', async () => {
    const ctx = ctxWith({ right: 'read:query' })
    await expect(listDashboards(ctx)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'read:dashboard' },
    })
    const where = { actorId: ctx.actor.id }
    expect(await db().auditEvent.findMany({ where })).toMatchObject([
      { action: 'dashboard.read', outcome: 'refused', subjectKind: 'dashboard' },
    ])
  })
})
