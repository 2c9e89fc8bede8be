import { describe, expect, it } from 'vitest'
import { javaDecimal, javaDouble } from './wire'

describe('numbers as Java writes them', () => {
  it.each([
    [0.1, '0.1'],
    [1, '1.0'],
    [0, '0.0'],
    [1e7, '1.0E7'],
    [123456.5, '123456.5'],
    [1e-4, '1.0E-4'],
    [Number.MAX_VALUE, '1.7976931348623157E308'],
    [5e-324, '5.0E-324'],
    [Number.NaN, '"NaN"'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
  ])('the double %d is %s', (value, text) => {
    expect(javaDouble(value)).toBe(text)
  })

  it.each<[bigint, number, string]>([
    [0n, 18, '0E-18'],
    [1n, 7, '1E-7'],
    [1n, 6, '0.000001'],
    [-125n, 12, '-1.25E-10'],
    [150n, 2, '1.50'],
    [-5n, 2, '-0.05'],
    [7n, 0, '7'],
  ])('the decimal %s with %i places is %s', (units, scale, text) => {
    expect(javaDecimal(units, scale)).toBe(text)
  })
})
