import { zstdDecompressSync } from 'node:zlib'
import { CompressionType, compressionRegistry } from 'apache-arrow'
import { decompressLz4Frame } from './lz4-frame'

/** What one buffer of a column may become. */
const MAX_BUFFER_BYTES = 256 * 1024 * 1024

/** Teaches Arrow's reader the two ways in which a server may compress its batches. */
export function readCompressed(): void {
  if (compressionRegistry.get(CompressionType.ZSTD) !== null) return
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: (bytes) => aligned(zstdDecompressSync(bytes, { maxOutputLength: MAX_BUFFER_BYTES })),
  })
  compressionRegistry.set(CompressionType.LZ4_FRAME, {
    decode: (bytes) => decompressLz4Frame(bytes, MAX_BUFFER_BYTES),
  })
}

/** Arrow reads numbers in place, and those begin at multiples of eight; a Buffer of Node's pool may begin anywhere. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes)
}
