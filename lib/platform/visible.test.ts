import { describe, expect, it } from 'vitest'
import { hidesSigns, isVisible } from './visible'

const UNSEEN = [
  '',
  ' ',
  '\u200b',
  '\u2060\ufeff',
  '\u3164',
  '\u00ad',
  '\u2800 \u2800',
  '\u0301',
  '\u202e',
  '\u{e0001}',
]
const SEEN = ['x', '.', '漢', 'ёлка', 'שלום', '👩‍👩‍👧', '½', 'e\u0301', '\u202eabc', '€']

describe('what can be seen of a text', () => {
  it.each(UNSEEN)('is nothing of %j', (text) => expect(isVisible(text)).toBe(false))
  it.each(SEEN)('is something of %j', (text) => expect(isVisible(text)).toBe(true))

  it('is all of a code, or it is not plain', () => {
    expect(['A-1', 'Ä_2', '漢3'].map(hidesSigns)).toEqual([false, false, false])
    expect(['A\u3164', 'A\u200b1', '\u115f'].map(hidesSigns)).toEqual([true, true, true])
  })
})
