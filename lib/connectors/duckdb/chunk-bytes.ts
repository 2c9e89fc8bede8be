import type { DuckDBDataChunk } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'

/** How DuckDB keeps a text in a vector: its length, then up to 12 bytes of it, or 4 of them and where all stand. */
const ENTRY_BYTES = 16
const AT_POINTER = 8
const INLINE_BYTES = 12

/**
 * The texts of a chunk's first column, joined, without making a string of each. Texts that an expression made stand
 * one behind the other in memory: a run of neighbours is copied at once, and each byte read belongs to one of them.
 * No text may be NULL.
 */
export function textBytes(chunk: DuckDBDataChunk): Uint8Array {
  const { rowCount } = chunk
  const data = bindings.vector_get_data(
    bindings.data_chunk_get_vector(chunk.chunk, 0),
    rowCount * ENTRY_BYTES,
  )
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const pieces: Uint8Array[] = []
  let run = { entry: 0, bytes: 0, end: 0n }
  const copyRun = () => {
    if (run.bytes > 0) {
      const at = data.byteOffset + run.entry * ENTRY_BYTES + AT_POINTER
      pieces.push(bindings.get_data_from_pointer(data.buffer as ArrayBuffer, at, run.bytes))
    }
    run = { entry: 0, bytes: 0, end: 0n }
  }
  for (let entry = 0; entry < rowCount; entry += 1) {
    const at = entry * ENTRY_BYTES
    const bytes = view.getUint32(at, true)
    if (bytes <= INLINE_BYTES) {
      copyRun()
      pieces.push(data.subarray(at + 4, at + 4 + bytes))
      continue
    }
    const pointer = view.getBigUint64(at + AT_POINTER, true)
    if (pointer !== run.end) {
      copyRun()
      run.entry = entry
    }
    run.bytes += bytes
    run.end = pointer + BigInt(bytes)
  }
  copyRun()
  return Buffer.concat(pieces)
}
