import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProducts, personWith } from '@/lib/testing/products'
import { productQuery } from '../schema/query'
import { saveLookInput, saveViewInput } from '../schema/view'
import { toViewHref, type ViewId } from '../views'
import { listProducts, openList } from './list-products'
import { changeView, deleteView, saveLook, saveView, setDefaultView } from './views'

beforeAll(addProducts)

async function person(role: string | null = 'viewer'): Promise<Ctx> {
  const { id } = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Somebody' } })
  return personWith(role, null, id)
}

function view(name: string, query: string, shared = false) {
  return saveViewInput.parse({ name, query, shared: shared ? 'on' : '' })
}

const settingsOf = async (ctx: Ctx) => (await openList(ctx, productQuery.parse({}))).settings
const names = async (ctx: Ctx) => (await settingsOf(ctx)).views.map(({ name }) => name)

describe('a saved view', () => {
  it('keeps the list’s state but for the place in it, is one’s own alone, and is in the audit record', async () => {
    const ctx = await person()
    const { id } = await saveView(
      ctx,
      view('Drinks', 'q=chai&group=BEVERAGES&page=7&after=abc&junk=1&sort=name'),
    )
    const { views } = await settingsOf(ctx)
    expect(views).toMatchObject([
      { id, name: 'Drinks', query: 'q=chai&group=BEVERAGES&sort=name', own: true },
    ])
    expect(toViewHref(views[0] ?? { id, query: '' })).toBe(
      `/products?q=chai&group=BEVERAGES&sort=name&view=${id}`,
    )
    expect(await names(await person())).not.toContain('Drinks')
    expect(await auditOf(id)).toMatchObject([{ action: 'productView.created', outcome: 'done' }])
  })

  it('is there for everybody who reads products once it is shared, and nobody else changes it', async () => {
    const ctx = await person()
    const other = await person('admin')
    const { id } = await saveView(ctx, view('Ours', 'status=active', true))
    const seen = (await settingsOf(other)).views.find((one) => one.id === id)
    expect(seen).toMatchObject({ name: 'Ours', own: false, ownerName: 'Somebody' })
    for (const attempt of [
      () => changeView(other, { id, name: 'Mine', shared: false }),
      () => deleteView(other, { id }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await names(ctx)).toContain('Ours')
    const refused = { actorId: other.actor.id, outcome: 'refused' }
    expect(await db().auditEvent.count({ where: refused })).toBe(2)
  })

  it('shows of the products only what its reader may read', async () => {
    const { id, query } = await saveView(await person(), view('All', 'group=CONDIMENTS', true))
    const reader = personWith('viewer', { kind: 'productGroup', in: ['BEVERAGES'] })
    const parsed = productQuery.parse({ ...Object.fromEntries(new URLSearchParams(query)), view: id })
    expect((await listProducts(reader, parsed)).rows).toEqual([])
  })

  it('is renamed, shared, given the present state and deleted, each with its row', async () => {
    const ctx = await person()
    const { id } = await saveView(ctx, view('First', 'q=a'))
    await changeView(ctx, { id, name: 'Second', shared: true, query: 'q=b' })
    await changeView(ctx, { id, name: 'Second', shared: true })
    await setDefaultView(ctx, { id })
    await deleteView(ctx, { id })
    const settings = await settingsOf(ctx)
    expect(settings.defaultView).toBeNull()
    expect(settings.views.map((one) => one.id)).not.toContain(id)
    expect(await auditOf(id)).toMatchObject([
      { action: 'productView.created' },
      { action: 'productView.updated', changes: { name: { before: 'First', after: 'Second' } } },
      { action: 'productView.deleted' },
    ])
  })

  it('has a name of its own among its owner’s, whatever the case', async () => {
    const ctx = await person()
    await saveView(ctx, view('Twice', ''))
    const { id } = await saveView(ctx, view('Once', ''))
    for (const attempt of [
      () => saveView(ctx, view('TWICE', '')),
      () => changeView(ctx, { id, name: 'twice', shared: false }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { name: [expect.any(String)] },
      })
    }
    await expect(saveView(await person(), view('Twice', ''))).resolves.toBeTruthy()
  })

  it('is refused to somebody who reads no products, and the refusal is recorded', async () => {
    const ctx = await person(null)
    await expect(saveView(ctx, view('None', ''))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(settingsOf(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await auditOf('*', 'productView.created')).toMatchObject([
      { outcome: 'refused', actorId: ctx.actor.id },
    ])
  })

  it('opens first for those who choose it, and only if they may use it', async () => {
    const owner = await person()
    const reader = await person()
    const shared = await saveView(owner, view('Shared', 'q=x', true))
    const secret = await saveView(owner, view('Secret', 'q=y'))
    await setDefaultView(reader, { id: shared.id })
    expect((await settingsOf(reader)).defaultView).toBe(shared.id)
    for (const id of [secret.id, randomUUID() as ViewId])
      await expect(setDefaultView(reader, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await setDefaultView(reader, { id: null })
    expect((await settingsOf(reader)).defaultView).toBeNull()
  })
})

describe('how somebody likes the list', () => {
  it('is remembered for them and nobody else', async () => {
    const ctx = await person()
    await saveLook(ctx, saveLookInput.parse({ columns: 'status\ncode\nname', density: 'compact', query: '' }))
    const mine = await settingsOf(ctx)
    expect(mine).toMatchObject({ columns: ['code', 'name', 'status'], density: 'compact' })
    expect(await settingsOf(await person())).toMatchObject({ columns: null, density: null })
  })
})

describe('two people who search at once', () => {
  it('each see what they asked for, whatever the other asks', async () => {
    const [one, other] = [await person(), await person()]
    const asked = Array.from({ length: 40 }, (_, n) => {
      const [ctx, q, code] = n % 2 === 0 ? [one, 'Blaye', 'C-2'] : [other, 'Kaviar', 'C-3']
      return listProducts(ctx as Ctx, productQuery.parse({ q })).then((page) => ({ page, code }))
    })
    for (const { page, code } of await Promise.all(asked))
      expect(page.rows.map((row) => row.code)).toEqual([code])
  })
})
