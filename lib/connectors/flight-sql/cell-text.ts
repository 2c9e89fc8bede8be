// How values are written (rules: Cell in lib/connectors/tabular.ts), from the numbers that Arrow carries.

const MS_A_DAY = 86_400_000
const SECONDS_A_DAY = 86_400
const DAYS_IN_400_YEARS = 146_097
const YEARS = 400

/** The civil date so many days after 1970-01-01: `2026-11-21`, `0044-03-15 (BC)`. */
export function dateText(days: number): string {
  // Dates of JavaScript end at the year 275,760; the calendar repeats itself every 400 years.
  const cycles = Math.floor(days / DAYS_IN_400_YEARS)
  const date = new Date((days - cycles * DAYS_IN_400_YEARS) * MS_A_DAY)
  const year = date.getUTCFullYear() + cycles * YEARS
  const [written, era] = year > 0 ? [year, ''] : [1 - year, ' (BC)']
  return `${pad(written, 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}${era}`
}

/** `10:00:00.5`: so many units of 10^-`digits` seconds after midnight. */
export function timeText(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits)
  return clockText(Number(units / perSecond), Number(units % perSecond), digits)
}

/** `2026-11-21T10:00:00.123456Z`: so many units of 10^-`digits` seconds after 1970 in UTC. */
export function timestampText(units: bigint, digits: number): string {
  const [seconds, fraction] = split(units, digits)
  const days = Math.floor(seconds / SECONDS_A_DAY)
  const date = dateText(days)
  const time = clockText(seconds - days * SECONDS_A_DAY, fraction, digits)
  return date.endsWith(')') ? `${date} ${time}` : `${date}T${time}Z`
}

/** Whole seconds, rounded down, and the units beyond them. Of nanoseconds alone are there more than a number holds. */
function split(units: bigint, digits: number): [seconds: number, fraction: number] {
  const perSecond = 10 ** digits
  const exact = Number(units)
  if (Number.isSafeInteger(exact)) {
    const seconds = Math.floor(exact / perSecond)
    return [seconds, exact - seconds * perSecond]
  }
  const rest = Number(units % BigInt(perSecond))
  const seconds = Number(units / BigInt(perSecond))
  return rest < 0 ? [seconds - 1, rest + perSecond] : [seconds, rest]
}

/** DuckDB's way, which every engine here keeps: `1 year 2 months 3 days 04:05:06.7`. */
export function intervalText(months: number, days: number, nanos: bigint): string {
  const parts = [
    counted(Math.trunc(months / 12), 'year'),
    counted(months % 12, 'month'),
    counted(days, 'day'),
    nanos === 0n ? '' : `${nanos < 0n ? '-' : ''}${timeText(nanos < 0n ? -nanos : nanos, 9)}`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? '00:00:00' : parts.join(' ')
}

/** Plain decimal notation of `units` × 10^-`scale`: all places, no exponent. */
export function decimalText(units: bigint, scale: number): string {
  if (scale <= 0) return units === 0n ? '0' : `${units}${'0'.repeat(-scale)}`
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** `0b9c2f0e-…`, from its 16 bytes. */
export function uuidText(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function clockText(seconds: number, fraction: number, digits: number): string {
  const hours = Math.floor(seconds / 3_600)
  const clock = `${pad(hours, 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
  return fraction === 0 ? clock : `${clock}.${pad(fraction, digits).replace(/0+$/, '')}`
}

function counted(value: number, unit: string): string {
  if (value === 0) return ''
  return `${value} ${unit}${Math.abs(value) === 1 ? '' : 's'}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
