/** A decimal without loss: `units` / 10^`scale`. */
export type Decimal = { units: bigint; scale: number }

const PATTERN = /^(-?)(\d+)(?:\.(\d+))?$/

/** Plain decimal notation, as engines write it; null for anything else (`NaN`, words). */
export function parseDecimal(text: string): Decimal | null {
  const match = PATTERN.exec(text)
  if (match === null) return null
  const fraction = match[3] ?? ''
  return { units: BigInt(`${match[1]}${match[2]}${fraction}`), scale: fraction.length }
}

export function formatDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale)
  return { units: atScale(one, scale) + atScale(other, scale), scale }
}

function atScale({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

/** Half away from zero, as the engine's `round` and Intl.NumberFormat do it. */
export function roundDecimal(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return { units: atScale(value, places), scale: places }
  const divisor = 10n ** BigInt(value.scale - places)
  const half = value.units < 0n ? -divisor / 2n : divisor / 2n
  return { units: (value.units + half) / divisor, scale: places }
}

export function equalDecimals(one: Decimal, other: Decimal): boolean {
  const scale = Math.max(one.scale, other.scale)
  return atScale(one, scale) === atScale(other, scale)
}

export const ZERO: Decimal = { units: 0n, scale: 0 }
