import { describe, expect, it } from 'vitest'
import { holdsWords } from './model'

describe('holdsWords', () => {
  it.each([
    ['Revenue by month', 'MONTH rev', true],
    ['Côte de Blaye', 'cote', true],
    ["Chef Anton's", 'antons', true],
    ['Chef Antons', 'Anton’s', true],
    ['Revenue by month', 'year', false],
    ['Revenue', '', true],
  ])('“%s” for “%s”: %s', (text, words, expected) => {
    expect(holdsWords(text, words)).toBe(expected)
  })
})
