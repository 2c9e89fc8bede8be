import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUnit, nearestUnits, unitFault } from './ucum'

describe('a unit of measure', () => {
  it.each([
    'Cel',
    'kg',
    'L',
    'hL',
    'min',
    'bar',
    '%',
    '/min',
    'kW.h',
    'm/s2',
    '{bottle}',
    '[pH]',
    'g/L',
    '10*6/mL',
  ])('may be %s', (unit) => expect(unitFault(unit)).toBeNull())

  it.each([
    ['degC', 'Cel'],
    ['°C', 'Cel'],
    ['celcius', 'Cel'],
    ['Kg', 'kg'],
    ['KG', 'kg'],
    ['kWh', 'kW.h'],
    ['rpm', '/min'],
    ['sec', 's'],
    ['litre', 'L'],
    ['hl ', 'hL'],
    ['kilogramm', 'kg'],
    ['minuts', 'min'],
  ])('is not %s; what is meant, %s, is named', (typed, meant) => {
    expect(unitFault(typed)).toContain('Did you mean')
    expect(nearestUnits(typed)).toContain(meant)
  })

  it('of which nothing is near is refused with what to do about things that are counted', () => {
    expect(unitFault('zzzqqqxxxw')).toBe(
      '“zzzqqqxxxw” is no unit of UCUM. For things that are counted, write {zzzqqqxxxw}.',
    )
  })

  it('is answered for any text, without a word on the console', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: 'grapheme' }), (text) => {
        expect(isUnit(text)).toBe(unitFault(text) === null)
      }),
      { numRuns: 300 },
    )
  })
})
