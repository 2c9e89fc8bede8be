import { describe, expect, it } from 'vitest'
import { excerpt, holdsAll, markedPieces } from './marks'

const shown = (text: string, q: string, resembling = false) =>
  markedPieces(text, q, resembling)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('')

describe('what a search met', () => {
  it.each([
    ['Côte de Blaye', 'cote blaye', '[Côte] de [Blaye]'],
    ["Chef Anton's Gumbo Mix", 'antons', "Chef [Anton's] Gumbo Mix"],
    ["Chef Anton's Gumbo Mix", 'anton’s', "Chef [Anton's] Gumbo Mix"],
    ['Original Frankfurter grüne Soße', 'sosse', 'Original Frankfurter grüne [Soße]'],
    ['Chai chai', 'CHAI', '[Chai] [chai]'],
    ['<b>Chai</b>', 'b>', '<[b>]Chai</[b>]'],
    ['Chai', 'zz', 'Chai'],
    ['Chai', '', 'Chai'],
    ['Gumbo Mix', 'mi', 'Gumbo [Mi]x'],
    ['Simi Mix', 'mi', 'Simi [Mi]x'],
    ['aaaa', 'aa aaa', '[aaa]a'],
  ])('in “%s” for “%s” is %s', (text, q, expected) => {
    expect(shown(text, q).replaceAll('][', '')).toBe(expected)
    expect(
      markedPieces(text, q)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  })

  it('is marked where a name only resembles it', () => {
    expect(shown("Chef Anton's Cajun Seasoning", 'cajum seasonig', true)).toBe(
      "Chef Anton's [Cajun] [Seasoning]",
    )
    expect(shown("Chef Anton's Cajun Seasoning", 'cajum')).not.toContain('[')
  })

  it('is shown with what is round it when it stands in the description', () => {
    const text = `${'far '.repeat(30)}Himalayan spices ${'away '.repeat(30)}`
    expect(excerpt(text, 'HIMALAYAN')).toMatch(/^….*Himalayan spices.*…$/)
    expect(excerpt(text, 'none')).toBeNull()
    expect(holdsAll(text, 'spices far')).toBe(true)
    expect(holdsAll(text, 'spices none')).toBe(false)
  })
})
