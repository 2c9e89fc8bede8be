import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { findSession } from '@/lib/access/repository/sessions'
import { db } from '@/lib/platform/db'
import { BEVERAGES } from '@/lib/testing/actors'
import { addProduct, personWith } from '@/lib/testing/products'
import { countUnread } from './loaders'
import { LINK_SUBJECT } from './model'
import { markNoticesRead } from './service'

const key = randomUUID()
let userId: string
let inside: string
let outside: string

beforeAll(async () => {
  const group = await db().productGroup.create({ data: { code: 'BEVERAGES', name: 'Beverages' } })
  inside = await addProduct('U-1', 'Inside', { productGroupId: group.id })
  outside = await addProduct('U-2', 'Outside')
  const subject = randomUUID()
  userId = (await db().user.create({ data: { issuer: 'i', subject, name: 'Test Reader' } })).id
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)]
  const data = {
    id: key,
    userId,
    issuer: 'i',
    subject,
    data: '',
    createdAt,
    lastSeenAt: createdAt,
    expiresAt,
  }
  await db().session.create({ data })
  const gone = randomUUID()
  await db().notice.createMany({
    data: [inside, inside, outside, gone].map((subjectId) => ({
      userId,
      kind: 'product.changed',
      subjectKind: 'product',
      subjectId,
      at: new Date(),
    })),
  })
})

async function unread(role: string | null, condition: typeof BEVERAGES | null = null): Promise<number> {
  const subjects = (await findSession(key))?.unread ?? []
  return (await countUnread(personWith(role, condition, userId), subjects)).count
}

describe('the count of unread notices', () => {
  it('comes with the session, and tells nothing of what the reader may not see or what is gone', async () => {
    expect((await findSession(key))?.unread).toHaveLength(4)
    expect(await unread('viewer')).toBe(3)
    expect(await unread('viewer', BEVERAGES)).toBe(2)
    expect(await unread(null)).toBe(0)
  })

  it('is none once they are marked as read, and counts what comes after', async () => {
    await markNoticesRead(personWith('viewer', null, userId), { until: new Date() })
    expect(await unread('viewer')).toBe(0)
    await db().notice.create({
      data: { userId, kind: 'product.changed', subjectKind: 'product', subjectId: inside, at: new Date() },
    })
    expect(await unread('viewer')).toBe(1)
  })

  it('has a notice of links of one’s own in it for whoever reads products, which names none', async () => {
    await markNoticesRead(personWith('viewer', null, userId), { until: new Date() })
    await db().notice.create({
      data: { userId, kind: 'link.broken', subjectKind: 'link', subjectId: LINK_SUBJECT, at: new Date() },
    })
    expect(await unread('viewer')).toBe(1)
    expect(await unread('viewer', BEVERAGES)).toBe(1)
    expect(await unread(null)).toBe(0)
  })

  it('has a notice of a dashboard in it for whoever may see that one', async () => {
    await markNoticesRead(personWith('viewer', null, userId), { until: new Date() })
    const row = (slug: string, publishedAt: Date | null) => ({
      slug,
      title: slug,
      upstreamId: slug,
      tags: ['sales'],
      publishedAt,
    })
    const shown = await db().dashboard.create({ data: row('shown', new Date()) })
    const hidden = await db().dashboard.create({ data: row('hidden', null) })
    await db().notice.createMany({
      data: [shown.id, hidden.id].map((subjectId) => ({
        ...{ userId, kind: 'dashboard.gone', subjectKind: 'dashboard', subjectId, at: new Date() },
      })),
    })
    expect(await unread('viewer')).toBe(1)
    expect(await unread('viewer', BEVERAGES)).toBe(0)
    expect(await unread(null)).toBe(0)
    await markNoticesRead(personWith('viewer', null, userId), { until: new Date() })
  })

  it('is cut at a hundred, whatever there is', async () => {
    await db().notice.createMany({
      data: Array.from({ length: 150 }, () => ({
        userId,
        kind: 'product.changed',
        subjectKind: 'product',
        subjectId: inside,
        at: new Date(),
      })),
    })
    expect(await unread('viewer')).toBe(100)
  })
})
