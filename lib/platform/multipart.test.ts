import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFormFile } from './multipart'

describe('the file of a form', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pergola-form-'))
    path = join(folder, 'file')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const receive = (request: Request, maxBytes = 1_000_000) => writeFormFile(request, { path, maxBytes })
  const formOf = (content: BlobPart, name = 'Produkte – neu.csv') => {
    const form = new FormData()
    form.set('file', new File([content], name))
    return form
  }
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    new Request('http://portal/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)

  it('is written as it came, under its own name', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 256))
    expect(await receive(post(formOf(content)))).toEqual({ ok: true, name: 'Produkte – neu.csv' })
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  it('that claims to be too large is refused before it is read', async () => {
    const request = post(formOf('x'), { 'content-length': String(2 ** 30) })
    expect(await receive(request)).toEqual({ ok: false, why: 'too-large' })
    expect(existsSync(path)).toBe(false)
    expect(request.bodyUsed).toBe(false)
  })

  it('that is larger than it claims is cut off where the limit is, and no more of it is read', async () => {
    let sent = 0
    const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const piece = sent === 0 ? new TextEncoder().encode(head) : new Uint8Array(65_536)
        sent += piece.length
        controller.enqueue(piece)
      },
    })
    const request = post(body, { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '100' })
    expect(await receive(request)).toEqual({ ok: false, why: 'too-large' })
    expect(sent).toBeLessThan(2_000_000)
    expect(statSync(path).size).toBeLessThanOrEqual(1_000_000)
  })

  it.each([
    ['no form', post('code,name'), 'no-form'],
    ['a form without its boundary', post('x', { 'content-type': 'multipart/form-data' }), 'no-form'],
    [
      'a form that ends in the middle',
      post('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nhalf', {
        'content-type': 'multipart/form-data; boundary=b',
      }),
      'cut-off',
    ],
    ['a form without a file chosen', post(formOf('', '')), 'no-file'],
  ])('is refused when there is %s', async (_name, request, why) => {
    expect(await receive(request)).toEqual({ ok: false, why })
  })
})
