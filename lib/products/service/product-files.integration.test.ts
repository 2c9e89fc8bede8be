import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Condition, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct, addProducts, personWith } from '@/lib/testing/products'
import { FILE_LIMITS } from '../model'
import { addFile, filesOf, openFile, removeFile, requireFileHolder, sweepFiles } from './product-files'

const inBeverages: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }
const folder = mkdtempSync(join(tmpdir(), 'pergola-files-'))

vi.mock('@/lib/platform/env', async (original) => {
  const real = await original<typeof import('@/lib/platform/env')>()
  return { ...real, env: () => ({ ...real.env(), PERGOLA_DATA_DIR: folder }) }
})

let editor: Ctx
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')

async function add(ctx: Ctx, code: string, name: string, bytes: Uint8Array) {
  return await addFile(ctx, await requireFileHolder(ctx, code), { name, bytes })
}

async function photo(): Promise<Buffer> {
  return await sharp({ create: { width: 900, height: 600, channels: 3, background: '#a33' } })
    .withExif({
      IFD0: { Copyright: 'A secret place', Make: 'Camera' },
      IFD3: { GPSLatitude: '51/1 30/1 0/1' },
    })
    .jpeg()
    .toBuffer()
}

function stored(): string[] {
  return readdirSync(join(folder, 'files'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /[0-9a-f]{64}$/.test(path),
  )
}

async function newEditor(): Promise<Ctx> {
  const { id } = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Editor' } })
  return personWith('editor', null, id)
}

beforeAll(async () => {
  await addProducts()
  editor = await newEditor()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a file on its way to a product', () => {
  it('is not taken when the product has left the reach of who sends it by then', async () => {
    const { id } = await db().user.create({ data: { issuer: 'i', subject: randomUUID(), name: 'Brewer' } })
    const brewer = personWith('editor', inBeverages, id)
    const product = await requireFileHolder(brewer, 'B-50')
    const condiments = await db().productGroup.findUniqueOrThrow({ where: { code: 'CONDIMENTS' } })
    await db().product.update({ where: { id: product.id }, data: { productGroupId: condiments.id } })
    await expect(addFile(brewer, product, { name: 'late.pdf', bytes: pdf })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(await filesOf(product)).toEqual([])
  })
})

describe('a picture of a product', () => {
  it('is drawn anew: what a camera wrote and whatever follows its end are not kept', async () => {
    const before = await photo()
    expect((await sharp(before).metadata()).exif).toBeDefined()
    const script = Buffer.from('<script>alert(1)</script>')
    const { id } = await add(editor, 'B-1', 'Front.JPG', Buffer.concat([before, script]))
    const file = await openFile(personWith('viewer'), { code: 'b-1', id, small: false })
    expect(file).toMatchObject({ name: 'Front.jpg', mediaType: 'image/jpeg', isPicture: true })
    const { exif, width, height } = await sharp(file.bytes).metadata()
    expect({ exif, width, height }).toEqual({ exif: undefined, width: 900, height: 600 })
    expect(Buffer.from(file.bytes).includes('secret place')).toBe(false)
    expect(Buffer.from(file.bytes).includes('<script>')).toBe(false)
    const small = await openFile(personWith('viewer'), { code: 'B-1', id, small: true })
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'webp', width: 320 })
  })

  it('that is broken, or claims more pixels than any, is refused in words', async () => {
    const broken = (await photo()).subarray(0, 900)
    const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    for (const bytes of [broken, bomb]) {
      await expect(add(editor, 'B-1', 'x.png', bytes)).rejects.toMatchObject({
        code: 'VALIDATION',
        details: { problem: 'picture' },
      })
    }
  })
})

describe('a file of a product', () => {
  it('is what its content is, under a name without folders, and recorded', async () => {
    const ctx = await newEditor()
    const { id } = await add(ctx, 'B-2', '../../etc/Sheet "1".exe', pdf)
    const file = await openFile(ctx, { code: 'B-2', id, small: false })
    expect(file).toMatchObject({ name: 'Sheet 1.exe.pdf', mediaType: 'application/pdf', isPicture: false })
    expect(Buffer.from(file.bytes).equals(pdf)).toBe(true)
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(rows).toMatchObject([
      { action: 'product.fileAdded', changes: { file: { before: null, after: 'Sheet 1.exe.pdf' } } },
    ])
  })

  it.each([
    ['page.html', '<!doctype html><script>alert(1)</script>'],
    ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['picture.png', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['run.exe', 'MZ\u0090\u0000\u0003'],
    ['binary.txt', 'a\u0000b'],
    ['script.js', 'alert(1)'],
  ])('is not taken when it is %s with %s in it', async (name, content) => {
    await expect(add(editor, 'B-2', name, Buffer.from(content))).rejects.toMatchObject({
      details: { problem: 'type' },
    })
  })

  it('is refused when it is empty, too large, or one too many', async () => {
    await expect(add(editor, 'B-2', 'a.txt', Buffer.alloc(0))).rejects.toMatchObject({
      details: { problem: 'empty' },
    })
    const large = Buffer.alloc(FILE_LIMITS.bytes + 1, 'a')
    await expect(add(editor, 'B-2', 'a.txt', large)).rejects.toMatchObject({ details: { problem: 'large' } })
    const id = await addProduct('F-1', 'Full')
    const row = {
      productId: id,
      name: 'a',
      mediaType: 'text/plain',
      size: 1,
      contentKey: 'x',
      addedAt: new Date(),
    }
    await db().productFile.createMany({ data: Array.from({ length: FILE_LIMITS.files - 1 }, () => row) })
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map((n) => add(editor, 'F-1', `${n}.txt`, Buffer.from(`text ${n}`))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is added, read and removed by nobody who may not, and is not there outside one’s groups', async () => {
    const { id } = await add(editor, 'C-1', 'note.txt', Buffer.from('for condiments'))
    const viewer = personWith('viewer')
    const outside = personWith('editor', inBeverages)
    await expect(requireFileHolder(viewer, 'C-1')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(requireFileHolder(outside, 'C-1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(openFile(outside, { code: 'C-1', id, small: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    // Through a product that one may read, it is not there either.
    await expect(openFile(outside, { code: 'B-1', id, small: false })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(openFile(personWith(null), { code: 'C-1', id, small: false })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await expect(removeFile(viewer, { code: 'C-1', id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(removeFile(outside, { code: 'C-1', id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(removeFile(editor, { code: 'B-1', id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const refused = await db().auditEvent.findMany({ where: { actorId: viewer.actor.id } })
    expect(refused.map(({ action, outcome }) => `${action} ${outcome}`)).toContain(
      'product.fileRemoved refused',
    )
  })

  it('leaves its bytes to the sweep when it is removed, which takes what nothing names and is a day old', async () => {
    const product = await requireFileHolder(editor, 'B-3')
    const text = Buffer.from('kept twice')
    const first = await addFile(editor, product, { name: 'one.txt', bytes: text })
    const second = await addFile(editor, product, { name: 'two.txt', bytes: text })
    await removeFile(editor, { code: 'B-3', id: first.id })
    const later = new Date(Date.now() + 2 * 86_400_000)
    await sweepFiles(later)
    expect(Buffer.from((await openFile(editor, { code: 'B-3', id: second.id, small: false })).bytes)).toEqual(
      text,
    )
    await removeFile(editor, { code: 'B-3', id: second.id })
    expect(await filesOf(product)).toEqual([])
    const before = stored()
    // Young: it may be on its way to its record.
    expect(await sweepFiles(new Date())).toBe(0)
    expect(stored()).toEqual(before)
    expect(await sweepFiles(later)).toBeGreaterThan(0)
    expect(stored().some((path) => readFileSync(join(folder, 'files', path)).equals(text))).toBe(false)
    for (const path of stored()) utimesSync(join(folder, 'files', path), later, later)
  })
})
