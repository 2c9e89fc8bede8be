import { describe, expect, it } from 'vitest'
import { fold, foldedWords, foldWithPlaces } from './fold'
import { nearnessOf, slipsAllowed, wordDistance } from './nearness'

describe('text as search compares it', () => {
  it('has no case, accents and apostrophes, and takes letters apart as the database does', () => {
    expect(fold('Côte de Blaye')).toBe('cote de blaye')
    expect(fold("Chef Anton's")).toBe('chef antons')
    expect(fold('Chef Anton’s')).toBe('chef antons')
    expect(fold('grüne Soße, Ærø, Łódź')).toBe('grune sosse, aero, lodz')
    expect(foldedWords("Nord-Ost's 12 oz")).toEqual(['nord', 'osts', '12', 'oz'])
  })

  it('knows where each character stood', () => {
    const { text, from, to } = foldWithPlaces("d'érable Soße")
    expect(text).toBe('derable sosse')
    const at = text.indexOf('sse')
    expect("d'érable Soße".slice(from[at], to[at + 2])).toBe('ße')
  })
})

describe('the distance between what was typed and a name', () => {
  it.each([
    ['chia', 'chai', 0.9],
    ['chaii', 'chai', 0.8],
    ['cha', 'chai', 1],
    ['chax', 'chai', 1.1],
    ['chai', 'chai', 0],
  ])('from “%s” to “%s” is %d', (typed, word, slips) => {
    expect(wordDistance(typed, word)).toBeCloseTo(slips)
  })

  it('is taken from the nearest part of the name that begins with a word', () => {
    expect(nearnessOf('Gumbo Mx', "Chef Anton's Gumbo Mix")?.[0]).toBeCloseTo(1)
    expect(nearnessOf('hef antons', "Chef Anton's Gumbo Mix")?.[0]).toBeCloseTo(1)
  })

  it('is none where words are too far apart for their length', () => {
    expect(nearnessOf('asdfgh', 'Chai')).toBeNull()
    expect(nearnessOf('tofa chai', 'Tofu')).toBeNull()
    expect(slipsAllowed(2)).toBe(0)
  })
})
