import { describe, expect, it } from 'vitest'
import { type Ctx, RIGHTS, type Right } from '@/lib/access/model'
import { BUILT_IN_ROLES, rightsOf } from '@/lib/access/roles'
import { db } from '@/lib/platform/db'
import { loadDemoData, removeDemo, setDemoAccess } from './service'

const root = process.cwd()

function ctxWith(rights: readonly { right: Right }[]): Ctx {
  return {
    actor: { kind: 'job', id: 'test', name: 'test', rights },
    requestId: 'r-demo',
    now: () => new Date(),
  }
}

const everything = ctxWith(RIGHTS.map((right) => ({ right })))
const roles = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))
const editor = ctxWith(rightsOf([{ roleKey: 'editor', condition: null }], roles))
const heldEditor = ctxWith(
  rightsOf([{ roleKey: 'editor', condition: { kind: 'productGroup', in: ['BEVERAGES'] } }], roles),
)

async function clean(): Promise<void> {
  await db().product.deleteMany()
  await db().processSegment.deleteMany()
  await db().productGroup.deleteMany()
  await db().user.deleteMany()
  await db().installationFact.deleteMany()
  await db().groupMapping.deleteMany()
}

async function insertUser(subject: string, issuer: string, isAdmin: boolean): Promise<string> {
  const { id } = await db().user.create({ data: { subject, issuer, name: subject } })
  if (isAdmin) await db().grant.create({ data: { userId: id, roleKey: 'admin' } })
  return id
}

describe('the demo data', () => {
  it('is loaded once, by two at once too, and says so in the audit record', async () => {
    await clean()
    const before = await db().auditEvent.count({ where: { action: 'demo.loaded' } })
    const runs = await Promise.all([1, 2].map(() => loadDemoData(everything, { root, again: false })))
    expect(runs.filter((run) => run !== undefined)).toEqual([
      { products: 77, productGroups: 8, segments: 17 },
    ])
    expect(await db().product.count({ where: { isDemo: true } })).toBe(77)
    expect(await db().auditEvent.count({ where: { action: 'demo.loaded' } })).toBe(before + 1)
  })

  it('leaves a product of that code alone that was there before', async () => {
    await clean()
    await db().product.create({ data: { code: 'nw-001', codeKey: 'nw-001', name: 'Ours' } })
    expect(await loadDemoData(everything, { root, again: false })).toEqual({
      products: 76,
      productGroups: 8,
      segments: 17,
    })
    const ours = await db().product.findUniqueOrThrow({ where: { codeKey: 'nw-001' } })
    expect(ours).toMatchObject({ name: 'Ours', isDemo: false })
  })

  it('does not come back by itself after it was taken out', async () => {
    await clean()
    await loadDemoData(everything, { root, again: false })
    const { removed, kept } = await removeDemo(everything)
    expect(removed).toMatchObject({ products: 77, productGroups: 8, segments: 17 })
    expect(kept).toEqual([])
    expect(await loadDemoData(everything, { root, again: false })).toBeUndefined()
    expect(await db().product.count()).toBe(0)
    expect(await loadDemoData(everything, { root, again: true })).toMatchObject({ products: 77 })
  })

  it('keeps a group that a product of one’s own is in, and names it', async () => {
    await clean()
    await loadDemoData(everything, { root, again: false })
    const group = await db().productGroup.findUniqueOrThrow({ where: { code: 'SEAFOOD' } })
    await db().product.create({
      data: { code: 'X-1', codeKey: 'x-1', name: 'Ours', productGroupId: group.id },
    })
    const { removed, kept } = await removeDemo(everything)
    expect(removed.productGroups).toBe(7)
    expect(kept).toEqual(['product group SEAFOOD: products of your own are in it'])
    expect(await db().product.count()).toBe(1)
    const events = await db().auditEvent.findMany({
      where: { action: 'demo.removed' },
      orderBy: { at: 'desc' },
    })
    expect(events[0]?.changes).toMatchObject({ products: { after: 77 }, productGroups: { after: 7 } })
  })

  it('keeps an example segment that a record of one’s own needs, with what it stands below, and names both', async () => {
    await clean()
    await loadDemoData(everything, { root, again: false })
    expect(await db().productSegment.count()).toBeGreaterThan(40)
    const mash = await db().processSegment.findUniqueOrThrow({ where: { codeKey: 'brew-mash' } })
    const ours = await db().product.create({ data: { code: 'X-2', codeKey: 'x-2', name: 'Ours' } })
    await db().productSegment.create({ data: { productId: ours.id, segmentId: mash.id, position: 1 } })
    const { removed, kept } = await removeDemo(everything)
    expect(removed.segments).toBe(15)
    expect(kept).toEqual([
      'process segment BREW: products or segments of your own need it',
      'process segment BREW-MASH: products or segments of your own need it',
    ])
  })

  it('is refused to who may not make every product, and the refusal is recorded', async () => {
    await clean()
    await expect(removeDemo(ctxWith([{ right: 'read:product' }]))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(removeDemo(editor)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      details: { right: 'grant:role' },
    })
    await expect(loadDemoData(heldEditor, { root, again: false })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const refused = await db().auditEvent.findMany({ where: { outcome: 'refused', requestId: 'r-demo' } })
    expect(refused.length).toBeGreaterThanOrEqual(2)
    expect(await db().product.count()).toBe(0)
  })
})

describe('the demo accounts', () => {
  const STAND_IN = 'http://localhost:3001/oidc'

  it('have roles while the stand-in signs people in, and none once a real provider does', async () => {
    await clean()
    expect(await setDemoAccess(everything, true)).toBe(true)
    expect(await setDemoAccess(everything, true)).toBe(false)
    expect(await db().groupMapping.count()).toBe(5)
    expect(await setDemoAccess(everything, false)).toBe(true)
    expect(await db().groupMapping.count()).toBe(0)
    await expect(setDemoAccess(editor, true)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('go with the demo data, people of other providers stay', async () => {
    await clean()
    const real = await insertUser('demo-anna', 'https://id.example.com/', true)
    await insertUser('demo-admin', STAND_IN, true)
    await insertUser('demo-viewer', STAND_IN, false)
    const { removed, kept } = await removeDemo(everything)
    expect(removed.accounts).toBe(2)
    expect(kept).toEqual([])
    expect((await db().user.findMany()).map((user) => user.id)).toEqual([real])
  })

  it('leave the demo administrator in place when nobody else is one', async () => {
    await clean()
    const admin = await insertUser('demo-admin', STAND_IN, true)
    await insertUser('demo-viewer', STAND_IN, false)
    const { removed, kept } = await removeDemo(everything)
    expect(removed.accounts).toBe(1)
    expect(kept[0]).toMatch(/nobody else is an enabled administrator/)
    expect((await db().user.findMany()).map((user) => user.id)).toEqual([admin])
  })
})
