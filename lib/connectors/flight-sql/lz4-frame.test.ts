import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompressLz4Frame } from './lz4-frame'

const MEGABYTE = 1024 * 1024
/** Frames of liblz4, as pyarrow makes them. */
const FRAMES: readonly (readonly [name: string, base64: string, text: string])[] = [
  ['nothing', 'BCJNGGBAggAAAAA=', ''],
  [
    'a phrase twice',
    'BCJNGGBAgh8AAAD6BnRoZSBxdWljayBicm93biBmb3gsIBUAUG4gZm94AAAAAA==',
    'the quick brown fox, the quick brown fox',
  ],
  ['a run that copies itself', 'BCJNGGBAgg4AAAAfYQEA////0lBhYWFhYQAAAAA=', 'a'.repeat(1_000)],
]

const read = (frame: Uint8Array, max = MEGABYTE) => Buffer.from(decompressLz4Frame(frame, max)).toString()

describe('a frame of LZ4', () => {
  it.each(FRAMES)('is read: %s', (_name, base64, text) => {
    expect(read(Buffer.from(base64, 'base64'))).toBe(text)
  })

  it('may hold a block that is not compressed', () => {
    const block = Buffer.from('plain')
    const length = Buffer.alloc(4)
    length.writeUInt32LE(block.length + 0x80000000)
    const head = Buffer.from('BCJNGGBAgg==', 'base64')
    expect(read(Buffer.concat([head, length, block, Buffer.alloc(4)]))).toBe('plain')
  })

  it('is refused when it would become too long', () => {
    const [, , run] = FRAMES
    expect(() => read(Buffer.from(run?.[1] ?? '', 'base64'), 999)).toThrow(RangeError)
  })

  it('ends in an error or in bytes, whatever is done to it', () => {
    const [, phrase] = FRAMES
    const frame = Buffer.from(phrase?.[1] ?? '', 'base64')
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(255), fc.nat(frame.length), (at, byte, length) => {
        const broken = Buffer.from(frame.subarray(0, length))
        if (at < length) broken[at] = byte
        try {
          expect(decompressLz4Frame(broken, MEGABYTE).length).toBeLessThanOrEqual(MEGABYTE)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})
