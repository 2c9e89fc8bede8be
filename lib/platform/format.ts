/**
 * Figures and moments as the reader writes them. Locale and zone always come from the reader (or the portal's own
 * setting), never from the machine: server and browser would differ. Making an Intl formatter costs some 50 µs, using
 * one less than 1: each is kept.
 */
export type Format = { locale: string; timeZone: string }

const kept = new Map<string, unknown>()

function keep<T>(key: string, make: () => T): T {
  const known = kept.get(key)
  if (known !== undefined) return known as T
  const made = make()
  kept.set(key, made)
  return made
}

/** `1,234.5`; `digits` fixes the fraction digits. */
export function formatNumber(value: number, { locale }: Pick<Format, 'locale'>, digits?: number): string {
  const formatter = keep(`number|${locale}|${digits ?? ''}`, () =>
    digits === undefined
      ? new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
      : new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  )
  return formatter.format(value)
}

/** An amount with two decimals. Without a currency (Northwind names none) it is the bare figure. */
export function formatMoney(value: number, { locale }: Pick<Format, 'locale'>, currency?: string): string {
  if (currency === undefined) return formatNumber(value, { locale }, 2)
  return keep(
    `money|${locale}|${currency}`,
    () => new Intl.NumberFormat(locale, { style: 'currency', currency }),
  ).format(value)
}

/** `21 Nov 2026, 09:26`, in the reader's zone. */
export function formatDateTime(at: Date, { locale, timeZone }: Format): string {
  return keep(
    `moment|${locale}|${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
  ).format(at)
}

/** The exact moment with its zone: `21 November 2026 at 09:26:03 CET`. */
export function formatExact(at: Date, { locale, timeZone }: Format): string {
  return keep(
    `exact|${locale}|${timeZone}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        timeZoneName: 'short',
        timeZone,
      }),
  ).format(at)
}

export function formatDate(at: Date, { locale, timeZone }: Format): string {
  return keep(
    `date|${locale}|${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }),
  ).format(at)
}

const MINUTE = 60
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['week', 7 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
]

/** `3 minutes ago`, `in 2 days`; within a minute it is `now`, in the reader's language. */
export function formatRelative(at: Date, now: Date, { locale }: Pick<Format, 'locale'>): string {
  const formatter = keep(`relative|${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  const seconds = (at.getTime() - now.getTime()) / 1_000
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return formatter.format(Math.trunc(seconds / length), unit)
  }
  return formatter.format(0, 'second')
}

/** `850 ms`, `2.4 s`, `3 min 05 s`. */
export function formatDuration(ms: number, { locale }: Pick<Format, 'locale'>): string {
  if (ms < 1_000) return `${formatNumber(Math.round(ms), { locale })} ms`
  if (ms < 60_000) return `${formatNumber(ms / 1_000, { locale }, 1)} s`
  const seconds = Math.round(ms / 1_000)
  return `${formatNumber(Math.floor(seconds / 60), { locale })} min ${String(seconds % 60).padStart(2, '0')} s`
}
