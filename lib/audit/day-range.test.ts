import { describe, expect, it } from 'vitest'
import { startOfDay, toBound } from './day-range'

describe('startOfDay', () => {
  it.each([
    ['2026-01-15', 'UTC', '2026-01-15T00:00:00.000Z'],
    ['2026-01-15', 'Europe/Amsterdam', '2026-01-14T23:00:00.000Z'],
    ['2026-07-15', 'Europe/Amsterdam', '2026-07-14T22:00:00.000Z'],
    ['2026-03-29', 'Europe/Amsterdam', '2026-03-28T23:00:00.000Z'],
    ['2026-10-26', 'Europe/Amsterdam', '2026-10-25T23:00:00.000Z'],
    ['2026-01-15', 'Asia/Kathmandu', '2026-01-14T18:15:00.000Z'],
    ['2026-01-15', 'Pacific/Kiritimati', '2026-01-14T10:00:00.000Z'],
    ['2026-01-15', 'America/Los_Angeles', '2026-01-15T08:00:00.000Z'],
  ])('of %s in %s is %s', (day, zone, moment) => {
    expect(startOfDay(day, zone).toISOString()).toBe(moment)
  })
})

describe('toBound', () => {
  it('takes the whole of the last day in, over a clock change too', () => {
    expect(toBound('2026-03-29', 'to', 'Europe/Amsterdam').toISOString()).toBe('2026-03-29T22:00:00.000Z')
    expect(toBound('2026-12-31', 'to', 'UTC').toISOString()).toBe('2027-01-01T00:00:00.000Z')
  })

  it('takes a moment as it is, the last one in', () => {
    expect(toBound('2026-01-01T10:00:00+01:00', 'from', 'UTC').toISOString()).toBe('2026-01-01T09:00:00.000Z')
    expect(toBound('2026-01-01T10:00:00Z', 'to', 'UTC').toISOString()).toBe('2026-01-01T10:00:00.001Z')
  })
})
