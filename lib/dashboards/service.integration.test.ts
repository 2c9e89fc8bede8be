import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { listDashboards } from './service'

function ctxWith(...rights: ConditionedRight[]): Ctx {
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Reader', rights }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

async function slugsFor(...rights: ConditionedRight[]): Promise<string[]> {
  return (await listDashboards(ctxWith(...rights))).map(({ slug }) => slug)
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
  await db().dashboard.createMany({
    data: [
      row('sales', ['sales']),
      { ...row('gone', ['sales', 'stock']), goneAt: AT },
      row('untagged', []),
      row('draft', ['sales'], null),
    ],
  })
})

describe('the registry of dashboards', () => {
  it('lists what is published, by title, tombstones too', async () => {
    expect(await slugsFor({ right: 'read:dashboard' })).toEqual(['gone', 'sales', 'untagged'])
    const [gone] = await listDashboards(ctxWith({ right: 'read:dashboard' }))
    expect(gone).toMatchObject({ slug: 'gone', goneAt: AT, asOf: AT })
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
