import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExactly, toPlainDecimal } from './exact-json'

describe('JSON without a lost digit', () => {
  it.each([
    '9223372036854775807',
    '-9007199254740993',
    '12345678901234567890.123456789012345678',
    '1234567890123456',
    '0.1234567890123456',
  ])('tells %s as it stood there', (text) => {
    expect(parseExactly(`{"a":[${text}]}`)).toEqual({ a: [text] })
  })

  it('is a number where JavaScript’s hold it', () => {
    expect(parseExactly('{"a":[1.5,-7,1E-7,"x",null,true]}')).toEqual({ a: [1.5, -7, 1e-7, 'x', null, true] })
  })

  it('keeps a column called __proto__', () => {
    expect(Object.entries(parseExactly('{"__proto__":9223372036854775807}') as object)).toEqual([
      ['__proto__', '9223372036854775807'],
    ])
  })

  it('gives every decimal of up to 38 digits back, whichever way it is read', () => {
    const units = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 38 }), fc.boolean(), (given, scale, small) => {
        const value = small ? given % 10n ** 12n : given
        const sign = value < 0n ? '-' : ''
        const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
        const point = digits.length - scale
        const plain = `${sign}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`
        const [read] = parseExactly(`[${plain}]`) as [string | number]
        // Minus zero is zero: a decimal has no sign of nothing.
        expect(toPlainDecimal(String(read), scale)).toBe(plain)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a decimal in plain notation', () => {
  it.each([
    ['0E-18', 18, '0.000000000000000000'],
    ['1E-7', 7, '0.0000001'],
    ['1E-7', 8, '0.00000010'],
    ['-1.25E-10', 12, '-0.000000000125'],
    ['1e+21', 0, '1000000000000000000000'],
    ['1.5E3', 2, '1500.00'],
    ['7', 2, '7.00'],
    ['1.50', 2, '1.50'],
    ['007', 0, '7'],
  ])('%s at %i places is %s', (text, scale, plain) => {
    expect(toPlainDecimal(text, scale)).toBe(plain)
  })

  it.each(['', 'NaN', '1,5', '0x10', '1.', '--1'])('is not %j', (text) => {
    expect(toPlainDecimal(text, 2)).toBeNull()
  })
})
