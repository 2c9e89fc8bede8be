import { DuckDBDateValue, DuckDBTimestampNanosecondsValue, DuckDBTimestampValue } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dateText, decimalText, intervalText, timestampText, timeText } from './cell-text'

const LONGEST = 2n ** 63n - 1n
/** The two ends stand for infinity in DuckDB, which Arrow does not know. */
const long = fc.bigInt({ min: -LONGEST + 1n, max: LONGEST - 1n })

const inUtc = (value: object) => `${String(value).replace(' ', 'T')}Z`

describe('values as text', () => {
  it('writes any day as DuckDB does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_000_000_000 }), (days) => {
        expect(dateText(days)).toBe(String(new DuckDBDateValue(days)))
      }),
    )
  })

  it('writes any moment as DuckDB does, to its last digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -62_135_596_800_000_000n, max: LONGEST - 1n }), (micros) => {
        expect(timestampText(micros, 6)).toBe(inUtc(new DuckDBTimestampValue(micros)))
      }),
    )
    fc.assert(
      fc.property(long, (nanos) => {
        expect(timestampText(nanos, 9)).toBe(inUtc(new DuckDBTimestampNanosecondsValue(nanos)))
      }),
    )
  })

  it.each([
    [-719_162, '0001-01-01'],
    [-719_163, '0001-12-31 (BC)'],
    [-719_528, '0001-01-01 (BC)'],
    [-719_529, '0002-12-31 (BC)'],
    [2_932_896, '9999-12-31'],
    [2_932_897, '10000-01-01'],
    [11_016, '2000-02-29'],
  ])('writes the day %i as %s', (days, text) => {
    expect(dateText(days)).toBe(text)
  })

  it('writes times with the digits that they have', () => {
    expect(timeText(0n, 9)).toBe('00:00:00')
    expect(timeText(86_399_999_999n, 6)).toBe('23:59:59.999999')
    expect(timeText(86_400n, 0)).toBe('24:00:00')
  })

  it('writes intervals by their parts', () => {
    expect(intervalText(-14, -1, -1_500_000_000n)).toBe('-1 year -2 months -1 day -00:00:01.5')
    expect(intervalText(0, 0, 0n)).toBe('00:00:00')
    expect(intervalText(0, 0, 100n * 3_600n * 10n ** 9n)).toBe('100:00:00')
  })

  it('writes decimals without losing a digit, whatever their scale', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 76n), max: 10n ** 76n }),
        fc.integer({ min: 1, max: 76 }),
        (units, scale) => {
          const text = decimalText(units, scale)
          expect(text).toMatch(/^-?\d+\.\d+$/)
          expect(text.length - text.indexOf('.') - 1).toBe(scale)
          expect(BigInt(text.replace('.', ''))).toBe(units)
        },
      ),
    )
    expect(decimalText(-5n, 2)).toBe('-0.05')
    expect(decimalText(12n, -3)).toBe('12000')
    expect(decimalText(0n, -3)).toBe('0')
  })
})
