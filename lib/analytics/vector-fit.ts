import type { Vector } from '@/lib/connectors/tabular'
import type { PhysicalColumn } from './physical'

const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2000, 0, 1) / DAY_MS - 730_119
const LAST_DAY = Date.UTC(9999, 11, 31) / DAY_MS
const PER_DAY = { MILLIS: 86_400_000n, MICROS: 86_400_000_000n, NANOS: 86_400_000_000_000n } as const

/** Dates and moments of the years 1 to 9999, and numbers of so many digits; infinities are none. @throws RangeError */
export function requireFit(vector: Vector, { name, physical }: PhysicalColumn): void {
  if (physical.kind === 'date' && vector.kind === 'ints') {
    for (const [row, day] of vector.values.entries()) {
      if ((day < FIRST_DAY || day > LAST_DAY) && vector.valid?.[row] !== 0) throw unfit(name, 'date')
    }
  }
  if (physical.kind === 'timestamp' && vector.kind === 'longs') {
    const perDay = PER_DAY[physical.unit]
    const last = (BigInt(LAST_DAY) + 1n) * perDay - 1n
    requireWithin(vector, { least: BigInt(FIRST_DAY) * perDay, most: last, words: 1 }, name)
  }
  if (physical.kind === 'decimal' && vector.kind === 'hugeints') {
    // The high word alone tells unless it is the bound's own.
    const bound = 10n ** BigInt(physical.precision)
    requireWithin(vector, { least: -bound + 1n, most: bound - 1n, words: 2 }, name)
  }
}

type Range = { least: bigint; most: bigint; words: 1 | 2 }

/** Looks at 32 bits of each value first: a big integer is made only of one near a bound. */
function requireWithin(
  { values, valid }: { values: BigInt64Array; valid: Uint8Array | null },
  { least, most, words }: Range,
  name: string,
): void {
  const highs = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  const shift = BigInt(words * 64 - 32)
  const [low, high] = [Number(least >> shift), Number(most >> shift)]
  const rows = values.length / words
  for (let row = 0; row < rows; row += 1) {
    const top = highs[row * words * 2 + words * 2 - 1] ?? 0
    if ((top > low && top < high) || valid?.[row] === 0) continue
    const value = words === 1 ? (values[row] ?? 0n) : hugeintAt(values, row)
    if (value < least || value > most) throw unfit(name, words === 1 ? 'timestamp' : 'decimal')
  }
}

function hugeintAt(words: BigInt64Array, row: number): bigint {
  return ((words[row * 2 + 1] ?? 0n) << 64n) | BigInt.asUintN(64, words[row * 2] ?? 0n)
}

function unfit(name: string, kind: string): RangeError {
  return new RangeError(`a value of the column ${name} does not fit ${kind}`)
}
