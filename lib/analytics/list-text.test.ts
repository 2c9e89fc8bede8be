import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseListText, toListText } from './list-text'

describe('the text of a list', () => {
  it.each<[string, string[] | null]>([
    ['a', ['a']],
    [' a , b ', ['a', 'b']],
    ['a,,b', ['a', '', 'b']],
    ['"Meat, Poultry", b', ['Meat, Poultry', 'b']],
    ['"say ""hi"""', ['say "hi"']],
    ['""', ['']],
    ['" a "', [' a ']],
    ['', []],
    ['  ', []],
    ['"a', null],
    ['a"b', null],
    ['"a" b', null],
  ])('%s is %o', (text, items) => {
    expect(parseListText(text)).toEqual(items)
  })

  it('written and read is the same list', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (items) => {
        expect(parseListText(toListText(items))).toEqual(items)
      }),
    )
  })
})
