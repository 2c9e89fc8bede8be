import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { coverageFaults, type Picture, pictureFaults, pictureFile, STATES, THEMES, WIDTHS } from './pictures'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pergola-pictures-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), body])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

const SIDE = 8
type Drawing = { note?: string; level?: number; dots?: Record<number, number> }

/** A grey square; `note` is text in the file that nobody sees. `dots` are pixels of another grey. */
function png(grey: number, { note = '', level = 6, dots = {} }: Drawing = {}): Buffer {
  const size = Buffer.from([0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 0, 0, 0, 0])
  const lines = Buffer.alloc(SIDE * (SIDE + 1), grey)
  for (let y = 0; y < SIDE; y++) lines[y * (SIDE + 1)] = 0
  for (const [x, other] of Object.entries(dots)) lines[1 + Number(x)] = other
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', size),
    chunk('tEXt', Buffer.from(`note\0${note}`)),
    chunk('IDAT', deflateSync(lines, { level })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Every picture in a grey of its own, in every theme and width. */
function writeAll(pictures: readonly Picture[]): void {
  let shade = 0
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      for (const { name } of pictures) write({ theme, width, name }, png(shade++ * 10))
    }
  }
}

function write(place: Parameters<typeof pictureFile>[1], content: Buffer): void {
  const file = pictureFile(root, place)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

const PICTURES: Picture[] = [{ name: 'home' }, { name: 'products' }]
const LIGHT_PHONE = { theme: 'light', width: 390 } as const

describe('the pictures of a run', () => {
  it('are without fault when each is there and like no other', () => {
    writeAll(PICTURES)
    expect(pictureFaults(root, PICTURES)).toEqual([])
  })

  it('are missed one by one', () => {
    writeAll(PICTURES)
    rmSync(pictureFile(root, { theme: 'dark', width: 1440, name: 'home' }))
    expect(pictureFaults(root, PICTURES)).toEqual(['dark-1440/home: is missing'])
  })

  it('are all missed when nothing was taken', () => {
    expect(pictureFaults(root, PICTURES)).toHaveLength(8)
  })

  it.each([
    ['are the same bytes', png(200), png(200)],
    [
      'are the same pixels, packed and annotated in another way',
      png(200, { note: 'one', level: 1 }),
      png(200, { note: 'two', level: 9 }),
    ],
    ['differ by what a browser draws now so and now so', png(200), png(200, { dots: { 3: 201, 4: 199 } })],
  ])('are told when two of them %s', (_name, one, other) => {
    writeAll(PICTURES)
    write({ ...LIGHT_PHONE, name: 'home' }, one)
    write({ ...LIGHT_PHONE, name: 'products' }, other)
    expect(pictureFaults(root, PICTURES)).toEqual(['light-390/products: the same picture as home'])
  })

  it('are not the same when a single dark pixel is another', () => {
    writeAll(PICTURES)
    write({ ...LIGHT_PHONE, name: 'home' }, png(255))
    write({ ...LIGHT_PHONE, name: 'products' }, png(255, { dots: { 3: 0 } }))
    expect(pictureFaults(root, PICTURES)).toEqual([])
  })

  it('are told when a page looks the same in both themes or at both widths', () => {
    writeAll(PICTURES)
    write({ ...LIGHT_PHONE, name: 'home' }, png(200))
    write({ theme: 'dark', width: 390, name: 'home' }, png(200))
    expect(pictureFaults(root, PICTURES)).toEqual(['dark-390/home: the same picture as light-390/home'])
    write({ theme: 'light', width: 1440, name: 'home' }, png(200))
    expect(pictureFaults(root, PICTURES)).toHaveLength(2)
  })

  it('may be twins when it was said of which, and must be then', () => {
    const pictures = [...PICTURES, { name: 'twin', sameAs: 'home' }]
    writeAll(pictures)
    expect(pictureFaults(root, pictures)).toHaveLength(4)
    expect(pictureFaults(root, [...PICTURES, { name: 'twin', sameAs: 'home', sameAt: [390] }])).toEqual([
      'light-390/twin: should be the same picture as home',
      'dark-390/twin: should be the same picture as home',
    ])
    let grey = 160
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        for (const name of ['home', 'twin']) write({ theme, width, name }, png(grey))
        grey += 10
      }
    }
    expect(pictureFaults(root, pictures)).toEqual([])
  })

  it('are told when broken, or when nothing asks for them', () => {
    writeAll(PICTURES)
    write({ ...LIGHT_PHONE, name: 'home' }, Buffer.from('no picture'))
    write({ ...LIGHT_PHONE, name: 'products' }, png(7).subarray(0, 50))
    write({ ...LIGHT_PHONE, name: 'left-over' }, png(99))
    expect(pictureFaults(root, PICTURES)).toEqual([
      'light-390/home: is no PNG',
      'light-390/products: is a broken PNG',
      'light-390/left-over.png: nothing asks for it',
    ])
  })
})

describe('the table of pictures', () => {
  const words = Object.fromEntries(STATES.map((state) => [state, 'why']))

  it('has a picture or words for every state of every page', () => {
    const pictures: Picture[] = [
      { name: 'home', route: '/', state: 'usual' },
      { name: 'home.failed', route: '/', state: 'failed' },
    ]
    const { failed: _failed, ...others } = words
    expect(coverageFaults(['/'], pictures, { '/': others })).toEqual([])
    expect(coverageFaults(['/'], pictures, { '/': words })).toEqual([
      '/: failed has a picture and words why there is none',
    ])
    expect(coverageFaults(['/'], pictures.slice(1), {})).toEqual([
      '/: usual has neither a picture nor words why there is none',
      '/: loading has neither a picture nor words why there is none',
      '/: empty has neither a picture nor words why there is none',
      '/: forbidden has neither a picture nor words why there is none',
    ])
  })

  it('names no page that is not there, and no picture twice', () => {
    const pictures: Picture[] = [{ name: 'gone', route: '/gone', state: 'usual' }, { name: 'gone' }]
    expect(coverageFaults([], pictures, { '/old': words })).toEqual([
      'gone: two pictures are called so',
      '/gone: there is no such page',
      '/old: there is no such page',
    ])
  })
})
