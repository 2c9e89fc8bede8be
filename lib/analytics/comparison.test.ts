import { describe, expect, it } from 'vitest'
import type { Cell } from '@/lib/connectors/tabular'
import { compareFigures } from './comparison'

describe('a figure beside another', () => {
  it.each<[Cell, Cell, string, string, number | null]>([
    ['110.50', '100', 'more', '10.50', 10.5],
    ['90', '100.00', 'less', '10.00', 10],
    [5, '5.0', 'same', '0.0', 0],
    ['1', '0', 'more', '1', null],
    ['-5', '-10', 'more', '5', 50],
    ['9007199254740993', '9007199254740992', 'more', '1', 1.1102230246251565e-14],
  ])('%s beside %s is %s by %s', (figure, other, direction, difference, percent) => {
    expect(compareFigures(figure, other)).toEqual({ direction, difference, percent })
  })

  it.each<[Cell, Cell]>([
    [null, '1'],
    ['1', null],
    ['NaN', '1'],
    ['words', '1'],
  ])('is not compared when one is no figure: %s, %s', (figure, other) => {
    expect(compareFigures(figure, other)).toBeNull()
  })
})
