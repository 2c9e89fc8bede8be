import type { Cell } from '@/lib/connectors/tabular'
import { addDecimals, formatDecimal, parseDecimal } from './decimal'

export type Comparison = {
  direction: 'more' | 'less' | 'same'
  /** Exact, without a sign. */
  difference: string
  /** Of what it is compared with, without a sign; null where that is nought. */
  percent: number | null
}

/** How a figure stands to another; null where either is no plain number. */
export function compareFigures(figure: Cell | undefined, other: Cell | undefined): Comparison | null {
  const [one, two] = [toDecimal(figure), toDecimal(other)]
  if (one === null || two === null) return null
  const { units, scale } = addDecimals(one, { units: -two.units, scale: two.scale })
  const base = Math.abs(Number(formatDecimal(two)))
  const difference = formatDecimal({ units: units < 0n ? -units : units, scale })
  return {
    direction: units === 0n ? 'same' : units > 0n ? 'more' : 'less',
    difference,
    percent: base === 0 ? null : (Number(difference) / base) * 100,
  }
}

function toDecimal(cell: Cell | undefined) {
  return typeof cell === 'string' || typeof cell === 'number' ? parseDecimal(String(cell)) : null
}
