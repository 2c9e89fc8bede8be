import type { Cell } from './model'

const DAY_MS = 86_400_000
/** Excel counts days from here; 1900 has a 29 February there that never was, so that days before it are one less. */
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
const LEAP_DAY = 60
/** 9999-12-31, the last day that Excel knows. */
const LAST_1900 = 2_958_465

/** A spreadsheet's day number as ISO text: a date, with a time of day when it has one, or a time alone below day 1. */
export function toIsoDate(serial: number, is1904: boolean): Cell {
  const last = is1904 ? LAST_1900 - 1_462 : LAST_1900
  if (!(serial >= 0 && serial < last + 1)) return { error: `the date number ${serial} is out of range` }
  const days = Math.floor(serial)
  if (days === 0 && !is1904) {
    const time = new Date(Math.round(serial * 86_400) * 1_000).toISOString().slice(11, 19)
    return serial === 0 ? { error: 'the date number 0 is no date' } : time
  }
  if (days === LEAP_DAY && !is1904) return { error: '29 February 1900 is a day that never was' }
  const seconds = Math.round((serial - days) * 86_400)
  const shift = !is1904 && days < LEAP_DAY ? 1 : 0
  const at = (is1904 ? EPOCH_1904 : EPOCH_1900) + (days + shift) * DAY_MS + seconds * 1_000
  const text = new Date(at).toISOString()
  return seconds === 0 ? text.slice(0, 10) : text.slice(0, 19)
}

const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36])
const MORE_BUILT_IN_DATES = new Set([45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58])

/** True when a number format shows dates or times (ECMA-376 part 1, 18.8.30 and 18.8.31). */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES.has(id) || MORE_BUILT_IN_DATES.has(id)
  // Literal text, escapes, colours, currencies and conditions say nothing; elapsed hours ([h]) do.
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';')[0]
  return /[ymdhs]/i.test(bare ?? '') && !/general/i.test(bare ?? '')
}
