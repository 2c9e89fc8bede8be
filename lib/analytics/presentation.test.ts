import { describe, expect, it } from 'vitest'
import type { Cell, ColumnType } from '@/lib/connectors/tabular'
import { formatCell } from './presentation'

const GB = { locale: 'en-GB', timeZone: 'Europe/Amsterdam' }
const DE = { ...GB, locale: 'de-DE' }

function show(type: ColumnType, cell: Cell, decimals?: number, format = GB): string {
  return formatCell(cell, { name: 'c', type, nativeType: '' }, { label: 'C', decimals, total: false }, format)
}

describe('a value as the reader writes it', () => {
  it('is a figure in the reader’s locale, rounded from its digits', () => {
    expect(show('decimal', '1265793.0395', 2)).toBe('1,265,793.04')
    expect(show('decimal', '1265793.0395', 2, DE)).toBe('1.265.793,04')
    expect(show('decimal', '1.005', 2)).toBe('1.01')
    expect(show('decimal', '9007199254740993.0395')).toBe('9,007,199,254,740,993.0395')
    expect(show('integer', '9223372036854775807')).toBe('9,223,372,036,854,775,807')
    expect(show('double', 'NaN')).toBe('—')
    expect(show('double', 1.5)).toBe('1.5')
  })

  it('keeps a calendar day where it is, whatever the zone', () => {
    expect(show('date', '1998-05-06')).toBe('6 May 1998')
  })

  it('moves a moment into the reader’s zone', () => {
    expect(show('timestamp', '2026-11-21T23:30:00.123456Z')).toBe('22 Nov 2026, 00:30')
  })

  it('has words for what is not there, true, false and nested values', () => {
    expect([show('text', null), show('boolean', true), show('list', ['a'])]).toEqual(['—', 'Yes', '["a"]'])
    expect(show('date', 'infinity')).toBe('infinity')
  })
})
