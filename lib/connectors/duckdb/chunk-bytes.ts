import type { DuckDBDataChunk } from '@duckdb/node-api'
import bindings from '@duckdb/node-bindings'

/** How DuckDB keeps a text in a vector: its length, then up to 12 bytes of it, or 4 of them and where all stand. */
const ENTRY_BYTES = 16
const AT_POINTER = 8
const INLINE_BYTES = 12

/**
 * The texts of a chunk's first column, joined, without making a string of each. No text may be NULL.
 */
export function textBytes(chunk: DuckDBDataChunk): Uint8Array {
  return textsOf(bindings.data_chunk_get_vector(chunk.chunk, 0), chunk.rowCount, null).values
}

/**
 * The texts of a vector, one behind the other, and where each begins; that of a NULL is empty. Texts that an expression
 * made, or that were copied for their reader, stand one behind the other in memory: a run of neighbours is copied at once,
 * and each byte read belongs to one of them.
 */
export function textsOf(
  vector: bindings.Vector,
  rows: number,
  valid: Uint8Array | null,
): { offsets: Int32Array; values: Uint8Array } {
  const data = bindings.vector_get_data(vector, rows * ENTRY_BYTES)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const offsets = new Int32Array(rows + 1)
  for (let entry = 0; entry < rows; entry += 1) {
    const bytes = valid?.[entry] === 0 ? 0 : view.getUint32(entry * ENTRY_BYTES, true)
    offsets[entry + 1] = (offsets[entry] ?? 0) + bytes
  }
  const values = Buffer.allocUnsafeSlow(offsets[rows] ?? 0)
  let run = { entry: 0, from: 0, bytes: 0, end: 0 }
  const copyRun = () => {
    if (run.bytes > 0) {
      const at = data.byteOffset + run.entry * ENTRY_BYTES + AT_POINTER
      values.set(bindings.get_data_from_pointer(data.buffer as ArrayBuffer, at, run.bytes), run.from)
    }
    run = { entry: 0, from: 0, bytes: 0, end: 0 }
  }
  for (let entry = 0; entry < rows; entry += 1) {
    const at = entry * ENTRY_BYTES
    const from = offsets[entry] ?? 0
    const bytes = (offsets[entry + 1] ?? 0) - from
    if (bytes <= INLINE_BYTES) {
      for (let n = 0; n < bytes; n += 1) values[from + n] = data[at + 4 + n] ?? 0
      continue
    }
    // An address has 48 bits at most, which a number holds.
    const pointer =
      view.getUint32(at + AT_POINTER, true) + view.getUint32(at + AT_POINTER + 4, true) * 2 ** 32
    if (pointer !== run.end || from !== run.from + run.bytes) {
      copyRun()
      run = { entry, from, bytes: 0, end: pointer }
    }
    run.bytes += bytes
    run.end = pointer + bytes
  }
  copyRun()
  return { offsets, values }
}
