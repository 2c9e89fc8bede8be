import { describe, expect, it } from 'vitest'
import { nextFiring } from './cron'

describe('the next firing of a schedule', () => {
  it('is the first match after the moment asked from, never that moment itself', () => {
    expect(nextFiring('7 * * * *', 'UTC', new Date('2026-11-21T10:07:00Z'))).toEqual(
      new Date('2026-11-21T11:07:00Z'),
    )
  })

  it('is read in the zone of the schedule', () => {
    expect(nextFiring('0 6 * * *', 'Europe/Amsterdam', new Date('2026-11-21T10:00:00Z'))).toEqual(
      new Date('2026-11-22T05:00:00Z'),
    )
  })
})
