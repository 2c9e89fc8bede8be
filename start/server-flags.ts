/**
 * How Node is started for the process that draws pages (V8's own options; an image names them again in its CMD).
 *
 * Left alone, V8 takes a process that nobody asked for eight seconds for one that should shrink: it collects all, cuts the
 * room for young objects down to 1 MB, and with the objects of finished requests goes the compiled code of the functions
 * made for each of them. The next readers pay for it (docs/adr/0165-no-shrinking-between-readers.md).
 */
export const SERVER_FLAGS: readonly string[] = [
  '--no-memory-reducer',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
]
