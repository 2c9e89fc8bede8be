import ucumLibrary from '@lhncbc/ucum-lhc'
import { describe, expect, it } from 'vitest'
import { unitSymbol } from './unit-symbol'

describe('a unit as people write it', () => {
  it.each([
    ['Cel', '°C'],
    ['um', 'μm'],
    ['m2', 'm²'],
    ['m3', 'm³'],
    ['kW.h', 'kW·h'],
    ['m/s2', 'm/s²'],
    ['s-1', 's⁻¹'],
    ['10*6/mL', '10⁶/mL'],
    ['10*-6', '10⁻⁶'],
    ['[pH]', 'pH'],
    ['[degF]', '°F'],
    ['[lb_av]/[gal_us]', 'lb/gal (US)'],
    ['mm[Hg]', 'mm\u00a0Hg'],
    ['{bottle}', 'bottle'],
    ['kg{dry}', 'kg (dry)'],
    ['Ohm.m', 'Ω·m'],
    ['kg', 'kg'],
    ['%', '%'],
  ])('%s is %s', (code, symbol) => expect(unitSymbol(code)).toBe(symbol))

  it.each([
    ['10.L/min', '10·L/min'],
    ['24.h', '24·h'],
    ['g/(100.g)', 'g/(100·g)'],
    ['{piece}/h', 'piece/h'],
    ['/(m.s)', '/(m·s)'],
    ['ug/[sft_i]', 'μg/[sft_i]'],
  ])('keeps every factor, note and denominator: %s is %s', (code, symbol) =>
    expect(unitSymbol(code)).toBe(symbol),
  )

  it.each([
    ['Ky', 'Ky'],
    ['Lmb', 'Lmb'],
    ['%[slope]', '%[slope]'],
    ['cm[H2O]', 'cm[H2O]'],
    ['[c]', '[c]'],
  ])('keeps the code where the symbol is another unit’s or is broken: %s', (code, symbol) =>
    expect(unitSymbol(code)).toBe(symbol),
  )

  it.each(['USD', 'bottles', 'pieces/h', 'degC', '', '24 x 12 oz', '<b>', '\u202eleC'])(
    'leaves what is no unit as it is: %s',
    (text) => expect(unitSymbol(text)).toBe(text),
  )

  it('writes every unit that UCUM lists without marks of HTML, and no two of one code alike', () => {
    const { UnitTables } = ucumLibrary as {
      UnitTables: { getInstance: () => { allUnitsByDef: () => { csCode_: string }[] } }
    }
    const codes = UnitTables.getInstance()
      .allUnitsByDef()
      .map(({ csCode_ }) => csCode_)
    expect(codes.length).toBeGreaterThan(500)
    const known = new Set(codes)
    for (const code of codes) {
      const symbol = unitSymbol(code)
      expect(symbol, code).not.toMatch(/[<>]/)
      expect(symbol === code || !known.has(symbol), `${code} as ${symbol}`).toBe(true)
    }
  })
})
