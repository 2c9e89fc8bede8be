import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Of bytes that were made and given away. */
const EVERY_BYTES = 4 * 1024 * 1024

/**
 * Clears away what has just been made and is needed no more, every few megabytes that it is told of. The bytes of a stream
 * lie outside of JavaScript's own memory, which sees only how small their handles are: left alone it keeps some 64 MB of
 * them, then looks for them through all that the process holds, again and again. Looking through what is young costs half
 * a millisecond and finds them all.
 */
export function createSweep(): (bytes: number) => void {
  let since = 0
  return (bytes) => {
    since += bytes
    if (since < EVERY_BYTES) return
    since = 0
    sweepYoung()
  }
}

type Collect = (how: { type: 'minor'; execution: 'sync' }) => void

let collect: Collect | null | undefined

function sweepYoung(): void {
  if (collect === undefined) collect = findCollect()
  collect?.({ type: 'minor', execution: 'sync' })
}

/** A context of its own sees it, nothing else does. Null in a runtime that has none. */
function findCollect(): Collect | null {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('globalThis.gc ?? null')
  setFlagsFromString('--no-expose-gc')
  return typeof found === 'function' ? (found as Collect) : null
}
