import { describe, expect, it } from 'vitest'
import { toBound } from './day-range'
import { parseAuditFilter, parseAuditPage } from './schema'

describe('the list’s address', () => {
  it.each(['0000-00-00', '2026-99-99', '2026-02-30', '0001-01-01', '9999-12-31', '9999-12-31T23:59:59Z'])(
    'names a day that it cannot take: %s',
    (day) => {
      expect(parseAuditFilter({ from: day, to: day })).toEqual({ filter: {}, ignored: ['from', 'to'] })
    },
  )

  it.each(['1000-01-01', '2024-02-29', '2999-12-31', '2999-12-31T23:59:59+14:00'])(
    'takes %s as a beginning and as an end',
    (day) => {
      const { filter, ignored } = parseAuditFilter({ from: day, to: day })
      expect(ignored).toEqual([])
      expect(toBound(filter.from ?? '', 'from', 'Pacific/Kiritimati').toISOString()).toMatch(/^\d{4}-/)
      expect(toBound(filter.to ?? '', 'to', 'Pacific/Niue').toISOString()).toMatch(/^\d{4}-/)
    },
  )

  it.each(['-999999999999999999', '999999999999999999'])('takes no place beyond time: %s', (at) => {
    const id = '01a1fc7f-7d75-70aa-985d-8fc0eed062d2'
    expect(parseAuditPage({ after: `${at}_${id}` })).toEqual({ n: 0 })
    expect(parseAuditPage({ after: `1795239014000000_${id}` })).toMatchObject({ after: { id } })
  })
})
