/** A calendar day as it stands in a cell or a bound value: `2026-11-21`, of the years 0001 to 9999. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** A moment in UTC, in parts; `fraction` holds the digits after the second without zeros at its end. */
export type Moment = { day: string; time: string; fraction: string }

const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?Z$/

/** `2026-11-21T10:00:00.123456789Z` in parts; null for anything else. */
export function parseMoment(text: string): Moment | null {
  const [, day = '', hour, minute, second, fraction = ''] = MOMENT.exec(text) ?? []
  if (!isCalendarDay(day)) return null
  return { day, time: `${hour}:${minute}:${second}`, fraction: fraction.replace(/0+$/, '') }
}
