import { describe, expect, it } from 'vitest'
import { fitText, textWidth } from './label'

describe('a text without fonts to measure it with', () => {
  it('is wider with broad letters than with narrow ones, and with more of them', () => {
    expect(textWidth('WWWW', 13)).toBeGreaterThan(textWidth('aaaa', 13))
    expect(textWidth('aaaa', 13)).toBeGreaterThan(textWidth('iiii', 13))
    expect(textWidth('品質検査', 13)).toBeGreaterThanOrEqual(4 * 13)
    expect(textWidth('\u202E\u200F', 13)).toBe(0)
  })

  it('stays as it is where it fits, and is cut with an ellipsis where it does not', () => {
    expect(fitText('Guide', { size: 13, most: 80 })).toBe('Guide')
    const cut = fitText('Quality checks of every kind', { size: 13, most: 80 })
    expect(cut).toMatch(/^Quality.*…$/)
    expect(textWidth(cut, 13)).toBeLessThanOrEqual(80)
    expect(fitText('x'.repeat(1_000_000), { size: 13, most: 80 }).length).toBeLessThan(20)
  })

  it('is not cut inside a letter of several signs', () => {
    const cut = fitText('👩‍🔬👩‍🔬👩‍🔬👩‍🔬', { size: 13, most: 60 })
    expect(cut.replace('…', '').replaceAll('👩‍🔬', '')).toBe('')
  })
})
