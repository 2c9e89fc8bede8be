import { describe, expect, it } from 'vitest'
import {
  formatDateTime,
  formatDuration,
  formatExact,
  formatMoney,
  formatNumber,
  formatRelative,
} from './format'

const at = new Date('2026-11-21T03:26:03.500Z')
const amsterdam = { locale: 'en-GB', timeZone: 'Europe/Amsterdam' }

describe('moments', () => {
  it('stand in the reader’s zone, not in the machine’s (here Kathmandu)', () => {
    expect(formatDateTime(at, amsterdam)).toBe('21 Nov 2026, 04:26')
    expect(formatExact(at, amsterdam)).toBe('21 November 2026 at 04:26:03 CET')
    expect(formatDateTime(at, { locale: 'de-DE', timeZone: 'UTC' })).toBe('21.11.2026, 03:26')
  })

  it.each([
    [0, 'now'],
    [-59_999, 'now'],
    [-60_000, '1 minute ago'],
    [-3_599_999, '59 minutes ago'],
    [-86_400_000, 'yesterday'],
    [-8 * 86_400_000, 'last week'],
    [2 * 3_600_000, 'in 2 hours'],
  ])('%i ms from now is “%s”', (ms, words) => {
    expect(formatRelative(new Date(at.getTime() + ms), at, amsterdam)).toBe(words)
  })
})

describe('figures', () => {
  it('stand in the reader’s locale', () => {
    expect(formatNumber(1234567.891, { locale: 'en-GB' })).toBe('1,234,567.891')
    expect(formatNumber(1234.5, { locale: 'de-DE' }, 2)).toBe('1.234,50')
    expect(formatMoney(1265793.04, { locale: 'en-GB' })).toBe('1,265,793.04')
    expect(formatMoney(18, { locale: 'en-GB' }, 'EUR')).toBe('€18.00')
  })

  it('say durations in the unit that reads best', () => {
    expect([850, 2_400, 185_000].map((ms) => formatDuration(ms, amsterdam))).toEqual([
      '850 ms',
      '2.4 s',
      '3 min 05 s',
    ])
  })
})
