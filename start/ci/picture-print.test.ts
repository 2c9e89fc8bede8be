import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { looksTheSame, type Print, readPrint } from './picture-print'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-print-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const WIDTH = 12
const HEIGHT = 10
const STRIDE = WIDTH * 3

/** Colours without any order, so that each filter has something to do. */
const PIXELS = Array.from({ length: STRIDE * HEIGHT }, (_, at) => (at * 97 + ((at * at) % 251)) % 256)
const pixel = (x: number, y: number) => (x < 0 || y < 0 ? 0 : (PIXELS[y * STRIDE + x] ?? 0))

/** What each filter foretells of a sample, as the standard writes it: a left, b above, c above left. */
const FILTERS: Record<number, (a: number, b: number, c: number) => number> = {
  0: () => 0,
  1: (a) => a,
  2: (_a, b) => b,
  3: (a, b) => Math.floor((a + b) / 2),
  4: (a, b, c) => {
    const p = a + b - c
    const distances = [a, b, c].map((value) => Math.abs(p - value))
    return [a, b, c][distances.indexOf(Math.min(...distances))] ?? 0
  },
}

function chunk(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, Buffer.from(kind, 'latin1'), body, Buffer.alloc(4)])
}

function read(filter: number, kind = 2): Print | { fault: string } {
  const lines = Array.from({ length: HEIGHT }, (_, y) => [
    filter,
    ...Array.from(
      { length: STRIDE },
      (__, x) =>
        (pixel(x, y) -
          (FILTERS[filter]?.(pixel(x - 3, y), pixel(x, y - 1), x < 3 ? 0 : pixel(x - 3, y - 1)) ?? 0)) &
        255,
    ),
  ])
  const header = Buffer.from([0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, 8, kind, 0, 0, 0])
  const file = join(folder, `${filter}.png`)
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(lines.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  writeFileSync(file, Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]))
  return readPrint(file)
}

describe('the print of a picture', () => {
  it.each([1, 2, 3, 4])('is the same whatever its lines were filtered with (%i)', (filter) => {
    expect(read(filter)).toEqual(read(0))
  })

  it('is the mean of each square', () => {
    const print = read(0) as Print
    const corner = PIXELS.filter((_, at) => at % STRIDE < 24 && at < 8 * STRIDE)
    const mean = corner.reduce((sum, value, at) => sum + value * ([0.5, 0.3, 0.2][at % 3] ?? 0), 0) / 64
    expect(print.squares).toHaveLength(4)
    expect(print.squares[0]).toBeCloseTo(mean, 2)
  })

  it('is like itself and like none of another size', () => {
    const print = read(0) as Print
    expect(looksTheSame(print, print)).toBe(true)
    expect(looksTheSame(print, { ...print, height: HEIGHT + 1 })).toBe(false)
  })

  it('is not made of what browsers do not write', () => {
    expect(read(0, 3)).toEqual({ fault: 'is a PNG of another kind' })
  })
})
