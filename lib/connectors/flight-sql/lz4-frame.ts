// LZ4's frame format, for reading: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md. Node has none of its own.

const MAGIC = 0x184d2204
const UNCOMPRESSED = 0x80000000
const MIN_MATCH = 4
const FIRST_BYTES = 64 * 1024

type Output = { bytes: Uint8Array; length: number; max: number }

/**
 * The content of one frame. Checksums are skipped over: TLS and TCP have theirs.
 * @throws RangeError for a frame that is cut short or points outside itself, or whose content is longer than `maxBytes`
 */
export function decompressLz4Frame(frame: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (frame.byteLength < 7 || view.getUint32(0, true) !== MAGIC) throw new RangeError('not a frame of LZ4')
  const flags = view.getUint8(4)
  if (flags >> 6 !== 1 || (flags & 0x01) !== 0) throw new RangeError('a frame of LZ4 that is not read')
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0
  const output: Output = { bytes: new Uint8Array(FIRST_BYTES), length: 0, max: maxBytes }
  // Magic, flags, block size, the content's size where it is told, the header's checksum.
  let at = 6 + ((flags & 0x08) !== 0 ? 8 : 0) + 1
  for (;;) {
    const size = view.getUint32(at, true)
    at += 4
    if (size === 0) return output.bytes.slice(0, output.length)
    const length = size & ~UNCOMPRESSED
    if (at + length > frame.byteLength) throw new RangeError('a frame of LZ4 that is cut short')
    const block = frame.subarray(at, at + length)
    if ((size & UNCOMPRESSED) !== 0) append(output, block)
    else decompressBlock(block, output)
    at += length + blockChecksum
  }
}

function decompressBlock(block: Uint8Array, output: Output): void {
  let at = 0
  const byte = (): number => {
    const value = block[at++]
    if (value === undefined) throw new RangeError('a block of LZ4 that is cut short')
    return value
  }
  const lengthFrom = (nibble: number): number => {
    let length = nibble
    if (nibble === 15) {
      for (let more = 255; more === 255; length += more) more = byte()
    }
    return length
  }
  while (at < block.length) {
    const token = byte()
    const literals = lengthFrom(token >> 4)
    if (at + literals > block.length) throw new RangeError('a block of LZ4 that is cut short')
    append(output, block.subarray(at, at + literals))
    at += literals
    // The last sequence ends with its literals.
    if (at === block.length) return
    const distance = byte() | (byte() << 8)
    repeat(output, distance, lengthFrom(token & 0x0f) + MIN_MATCH)
  }
}

function append(output: Output, bytes: Uint8Array): void {
  makeRoom(output, bytes.length)
  output.bytes.set(bytes, output.length)
  output.length += bytes.length
}

/** Copies from what was written; the copy may run into itself, which is how LZ4 writes a run. */
function repeat(output: Output, distance: number, length: number): void {
  const from = output.length - distance
  if (distance === 0 || from < 0) throw new RangeError('a block of LZ4 that points outside itself')
  makeRoom(output, length)
  if (distance >= length) output.bytes.copyWithin(output.length, from, from + length)
  else
    for (let index = 0; index < length; index++)
      output.bytes[output.length + index] = output.bytes[from + index] ?? 0
  output.length += length
}

function makeRoom(output: Output, more: number): void {
  const needed = output.length + more
  if (needed > output.max) throw new RangeError('a buffer that is longer than what is read at once')
  if (needed <= output.bytes.length) return
  const grown = new Uint8Array(Math.min(output.max, Math.max(needed, output.bytes.length * 2)))
  grown.set(output.bytes.subarray(0, output.length))
  output.bytes = grown
}
