import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { addProduct, personWith } from '@/lib/testing/products'
import { dispositionOf } from '../file-types'
import { addFile, openFile, requireFileHolder } from './product-files'

const folder = mkdtempSync(join(tmpdir(), 'pergola-hostile-files-'))

vi.mock('@/lib/platform/env', async (original) => {
  const real = await original<typeof import('@/lib/platform/env')>()
  return { ...real, env: () => ({ ...real.env(), PERGOLA_DATA_DIR: folder }) }
})

const ctx = { ...personWith('editor'), actor: { ...personWith('editor').actor, kind: 'cli' as const } }

beforeAll(() => addProduct('H-1', 'Hostile'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function add(name: string, bytes: Uint8Array): Promise<Awaited<ReturnType<typeof openFile>>> {
  const { id } = await addFile(ctx, await requireFileHolder(ctx, 'H-1'), { name, bytes })
  return await openFile(ctx, { code: 'H-1', id, small: false })
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A PNG of one black pixel that claims another size, with more chunks before its pixels. */
function png(width: number, height: number, more: Uint8Array[] = []): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixels = chunk('IDAT', deflateSync(Buffer.from([0, 0])))
  return Buffer.concat([signature, chunk('IHDR', head), ...more, pixels, chunk('IEND', Buffer.alloc(0))])
}

/** A ZIP whose one entry is deflated and claims what it likes. */
function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(crc32(content), 14)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(content.length, 22)
  local.writeUInt16LE(name.length, 26)
  return Buffer.concat([local, Buffer.from(name), packed])
}

describe('a hostile file', () => {
  it.each([
    ['60,000 by 60,000', png(60_000, 60_000)],
    ['two thousand million pixels wide', png(0x7fff_ffff, 1)],
  ])('that claims to be a picture %s is refused before it is drawn', async (_, bytes) => {
    const before = process.memoryUsage().rss
    await expect(add('x.png', bytes)).rejects.toMatchObject({ details: { problem: 'picture' } })
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  it('that hides 300 MB in a picture’s words, or in the list of a document, takes no such room', async () => {
    const zeros = Buffer.alloc(300 * 2 ** 20)
    const words = chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(zeros)]))
    const documents = [zip('[Content_Types].xml', zeros), zip('mimetype', zeros)]
    zeros.fill(1)
    const before = process.memoryUsage().rss
    await add('x.png', png(1, 1, [words])).catch(({ details }) => expect(details.problem).toBe('picture'))
    for (const bytes of documents)
      await add('x.docx', bytes).catch(({ details }) => expect(details.problem).toBe('type'))
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20)
  })

  it('that is a picture and a page at once is the picture alone', async () => {
    const page = '<html><script>alert(1)</script>'
    const real = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
    const inside = png(1, 1, [chunk('tEXt', Buffer.from(`Comment\0${page}`))])
    const gif = Buffer.from(`GIF89a/*${page}*/=1`)
    for (const bytes of [Buffer.concat([real, Buffer.from(page)]), inside]) {
      const file = await add('page.html', bytes)
      expect(file).toMatchObject({ name: 'page.html.png', mediaType: 'image/png' })
      expect(Buffer.from(file.bytes).includes('script')).toBe(false)
    }
    await expect(add('x.gif', gif)).rejects.toMatchObject({ details: { problem: 'type' } })
  })

  it.each([
    ['text.constructor', 'type'],
    ['text.__proto__', 'type'],
    ['text.toString', 'type'],
    ['text', 'type'],
  ])('called %s is no text', async (name, problem) => {
    await expect(add(name, Buffer.from('words'))).rejects.toMatchObject({ details: { problem } })
  })

  it.each([
    [`${'a'.repeat(119)}😀.txt`, `${'a'.repeat(119)}.txt`],
    ['..', undefined],
    ['C:\\fakepath\\..\\up.txt', 'up.txt'],
    ['\u202Etxt.exe.txt', 'txt.exe.txt'],
    ['a\r\nset-cookie: x=1.txt', 'aset-cookie x=1.txt'],
    ['%2e%2e%2fup.txt', '%2e%2e%2fup.txt'],
    ['it\'s "1" (ü).txt', "it's 1 (ü).txt"],
  ])('called %j can be kept and sent', async (name, expected) => {
    if (expected === undefined) {
      await expect(add(name, Buffer.from('words'))).rejects.toMatchObject({ details: { problem: 'type' } })
      return
    }
    const file = await add(name, Buffer.from(`words of ${name}`))
    expect(file.name).toBe(expected)
    const disposition = dispositionOf('attachment', file.name)
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.%~!$&+^`|-]*$/)
    expect(new Headers({ 'content-disposition': disposition }).get('content-disposition')).toBe(disposition)
  })
})
