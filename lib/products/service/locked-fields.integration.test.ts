import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CliCtx } from '@/cli/command'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { addFedGroups, fedProduct, storedProduct as stored, syncProducts } from '@/lib/testing/fed-products'
import { applyFile, checkFile, viewImport } from '@/lib/testing/product-import'
import { personWith } from '@/lib/testing/products'
import { commands } from '../commands'
import { bulkChangeInput } from '../schema/bulk'
import { updateProductInput } from '../schema/draft'
import { archiveProduct } from './archive-product'
import { bulkChange } from './bulk-change'
import { requireFileHolder } from './product-files'
import { restoreVersion } from './restore-version'
import { getBulkResult, undoBulkChange } from './undo-bulk-change'
import { updateProduct } from './update-product'

const SHEET = { type: 'document' as const, label: 'Data sheet', url: 'https://example.com/a.pdf' }
const WEIGHT = { key: 'weight', text: '1.5', unit: null }
const one = (more: Parameters<typeof fedProduct>[2] = {}) =>
  fedProduct('1', 'A', { attributes: [WEIGHT], links: [SHEET], ...more })

/** What the form of it sends, untouched. */
const FORM = {
  code: 'A',
  newCode: 'A',
  version: '1',
  name: 'Product A',
  description: '',
  groupCode: 'DRINKS',
  status: 'active',
  ownerId: '',
  tags: 'fed',
  'attr.weight': '1.5',
  'attr.kind': '',
  'attr.note': '',
  'link.0.type': 'document',
  'link.0.label': 'Data sheet',
  'link.0.url': 'https://example.com/a.pdf',
}
const save = (more: Record<string, string>, ctx: Ctx = personWith('editor')) =>
  updateProduct(ctx, updateProductInput.parse({ ...FORM, ...more }))

async function person(): Promise<Ctx> {
  const user = await db().user.create({
    data: { issuer: 'i', subject: crypto.randomUUID(), name: 'Test Ed' },
  })
  return personWith('editor', null, user.id)
}

const chosen = (fields: Record<string, string>, id: string, version: number) =>
  bulkChangeInput.parse({ chosen: `${id}:${version}`, seenAt: new Date().toISOString(), ...fields })

beforeAll(addFedGroups)
beforeEach(async () => {
  await db().product.deleteMany()
  await syncProducts([one()])
})

describe('the form of a product that comes from Fibery', () => {
  it('saves what is the portal’s own', async () => {
    const ours = { 'link.1.label': 'Ours', 'link.1.url': 'https://example.com/ours' }
    await save({ description: 'Ours', tags: 'hot', 'attr.note': 'mind the lid', ...ours })
    expect(await stored('A')).toMatchObject({
      description: 'Ours',
      tags: ['hot'],
      version: 2,
      source: 'fibery/range',
      links: [SHEET, expect.objectContaining({ label: 'Ours' })],
    })
  })

  it.each([
    ['name', { name: 'Mine' }, 'name', 'The name comes from Fibery: change it there.'],
    ['code', { newCode: 'B' }, 'newCode', 'The code comes from Fibery: change it there.'],
    ['status', { status: 'archived' }, 'status', 'The status comes from Fibery: change it there.'],
    ['group', { groupCode: '' }, 'groupCode', 'The group comes from Fibery: change it there.'],
    [
      'attribute',
      { 'attr.weight': '2' },
      'attr.weight',
      'The attribute “Weight” comes from Fibery: change it there.',
    ],
    [
      'missing attribute',
      { 'attr.kind': 'hot' },
      'attr.kind',
      'The attribute “Kind” comes from Fibery: change it there.',
    ],
    [
      'link',
      { 'link.0.url': 'https://example.com/b.pdf' },
      'link',
      'The link “Data sheet” comes from Fibery: change it there.',
    ],
    [
      'link that is taken out',
      { 'link.0.label': '', 'link.0.url': '' },
      'link',
      'The link “Data sheet” comes from Fibery: change it there.',
    ],
    [
      'link’s words',
      { 'link.0.label': 'Sheet' },
      'link',
      'The link “Data sheet” comes from Fibery: change it there.',
    ],
  ])(
    'refuses a changed %s beside its control, whatever else was changed',
    async (_what, typed, at, words) => {
      await expect(save({ tags: 'hot', ...typed })).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { [at]: expect.arrayContaining([words]) },
      })
      expect(await stored('A')).toMatchObject({ version: 1, name: 'Product A', tags: ['fed'] })
    },
  )

  it('does not ask whoever saves for a value that Fibery keeps and does not have', async () => {
    await db().productGroupAttribute.updateMany({ where: { key: 'kind' }, data: { required: true } })
    await save({ tags: 'hot' })
    await db().productGroupAttribute.updateMany({ where: { key: 'kind' }, data: { required: false } })
    expect(await stored('A')).toMatchObject({ tags: ['hot'] })
  })

  it('takes lines as a browser sends them for what they are', async () => {
    await db().product.updateMany({ data: { description: 'One\nTwo', syncedFields: ['description'] } })
    await save({ tags: 'hot', description: 'One\r\nTwo' })
    expect(await stored('A')).toMatchObject({ tags: ['hot'], description: 'One\nTwo' })
  })
})

describe('other ways to change it', () => {
  it('the command line refuses what is Fibery’s and sets what is the portal’s', async () => {
    const set = commands.find(({ path }) => path[1] === 'set')
    const ctx: CliCtx = { ...personWith('admin'), json: false }
    await expect(set?.run(ctx, { code: 'A', name: 'Mine' })).rejects.toMatchObject({
      fieldErrors: { name: ['The name comes from Fibery: change it there.'] },
    })
    await set?.run(ctx, { code: 'A', tags: 'hot', attribute: ['note=ours'] })
    expect(await stored('A')).toMatchObject({ name: 'Product A', tags: ['hot'] })
  })

  it('archiving is refused while the status is Fibery’s', async () => {
    await expect(archiveProduct(personWith('editor'), { code: 'A', version: 1 })).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { status: ['The status comes from Fibery: change it there.'] },
    })
    expect(await stored('A')).toMatchObject({ status: 'active' })
  })

  it('a change of many leaves and names it where it would fall on such a field, and is undone where it did not', async () => {
    const ctx = await person()
    const { id: productId } = await stored('A')
    const change = (fields: Record<string, string>, version: number) =>
      bulkChange(ctx, chosen(fields, productId, version))
    const refused = await change({ status: 'archived', addTags: 'hot' }, 1)
    expect(await getBulkResult(ctx, refused.id)).toMatchObject({
      counts: { synced: 1 },
      left: [{ code: 'A', outcome: 'synced' }],
    })
    expect(await stored('A')).toMatchObject({ status: 'active', tags: ['fed'], version: 1 })
    const { id } = await change({ addTags: 'hot' }, 1)
    expect(await getBulkResult(ctx, id)).toMatchObject({ counts: { changed: 1 } })
    await undoBulkChange(ctx, { id })
    expect(await stored('A')).toMatchObject({ tags: ['fed'], version: 3, name: 'Product A' })
  })

  it('an undo leaves what a sync has brought since', async () => {
    const ctx = await person()
    const { id: productId } = await stored('A')
    const { id } = await bulkChange(ctx, chosen({ addTags: 'hot' }, productId, 1))
    await syncProducts([one({ name: 'Renamed' })])
    await undoBulkChange(ctx, { id })
    expect((await getBulkResult(ctx, id))?.counts).toEqual({ kept: 1 })
    expect(await stored('A')).toMatchObject({ name: 'Renamed', tags: ['fed', 'hot'] })
  })

  it('an import refuses its row by name, and takes the rows that touch nothing of Fibery’s', async () => {
    await syncProducts([one(), fedProduct('2', 'B')])
    const ctx = await createTestCtx({ role: 'editor', name: 'Test Importer' })
    const id = await checkFile(ctx, 'code,name,tags\nA,Mine,hot\nB,Product B,cold\n')
    await applyFile(ctx, id)
    const { counts, rows } = await viewImport(ctx, id)
    expect(counts).toMatchObject({ change: 1, skip: 1 })
    expect(rows.find(({ code }) => code === 'A')?.reasons).toEqual([
      'The name comes from Fibery: change it there.',
    ])
    expect(await stored('A')).toMatchObject({ name: 'Product A', tags: ['fed'] })
    expect(await stored('B')).toMatchObject({ tags: ['cold'], version: 2 })
  })

  it('restoring a version brings the portal’s fields back and leaves Fibery’s as they are now', async () => {
    const ctx = personWith('editor')
    await save({ tags: 'hot', description: 'Now' }, ctx)
    const sheet = { ...SHEET, url: 'https://example.com/b.pdf' }
    await syncProducts([one({ name: 'Renamed', code: 'A2', links: [sheet] })])
    await restoreVersion(ctx, { code: 'A2', version: 3, restore: 1 })
    const row = await stored('A2')
    expect(row).toMatchObject({ name: 'Renamed', description: '', tags: ['fed'], links: [sheet], version: 4 })
    expect((await auditOf(row.id, 'product.versionRestored'))[0]?.changes).toEqual({
      description: { before: 'Now', after: '' },
      tags: { before: ['hot'], after: ['fed'] },
      version: { before: 3, after: 4 },
    })
  })

  it('restoring a version that differs in nothing else is refused in words', async () => {
    await syncProducts([one({ name: 'Renamed' })])
    await expect(
      restoreVersion(personWith('editor'), { code: 'A', version: 2, restore: 1 }),
    ).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { _: ['All that this version has otherwise comes from Fibery: change it there.'] },
    })
    expect(await stored('A')).toMatchObject({ version: 2 })
  })

  it('files are the portal’s matter', async () => {
    expect(await requireFileHolder(personWith('editor'), 'A')).toMatchObject({ code: 'A' })
    await db().product.updateMany({ data: { syncedFields: [] } })
    await expect(requireFileHolder(personWith('editor'), 'A')).rejects.toMatchObject({
      details: { problem: 'synced' },
    })
  })

  it('a field taken out of the mapping is the portal’s from the next sync on', async () => {
    await db().product.updateMany({ data: { syncedFields: ['code', 'groupCode', 'status'] } })
    await save({ name: 'Mine' })
    expect(await stored('A')).toMatchObject({ name: 'Mine' })
  })
})
