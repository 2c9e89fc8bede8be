import { describe, expect, it } from 'vitest'
import { hasPlainLowerCase, toReadableAddress, toStorable } from './storable'

describe('what comes over the wire', () => {
  it('is made such that the database can hold it, however deep it lies', () => {
    const given = { a: 'x\u0000y', list: ['\ud800', { b: 'z\udfff' }], n: 1, none: null }
    expect(toStorable(given)).toEqual({
      a: 'x\uFFFDy',
      list: ['\uFFFD', { b: 'z\uFFFD' }],
      n: 1,
      none: null,
    })
  })

  it('keeps letters of every script, and what is neither text nor a plain object', () => {
    const file = new File(['x'], 'x.txt')
    const at = new Date(0)
    expect(toStorable({ text: '𝔘 İ ‮ 💩', file, at })).toEqual({ text: '𝔘 İ ‮ 💩', file, at })
  })
})

describe('an address', () => {
  it.each([
    ['/products/NW-001?q=chai', '/products/NW-001?q=chai'],
    ['/products/%C3%A9%2F?q=%25', '/products/%C3%A9%2F?q=%25'],
    ['/kb/%E9', '/kb/%EF%BF%BD'],
    ['/kb/%E0%A4%A/x', '/kb/%EF%BF%BD%25A/x'],
    ['/kb/50%', '/kb/50%25'],
    ['/products/a%00b?q=%00', '/products/a%EF%BF%BDb?q=%EF%BF%BD'],
    ['/search?q=100%', '/search?q=100%'],
  ])('%s is read as %s', (given, read) => {
    expect(toReadableAddress(given)).toBe(read)
    const path = read.split('?', 1)[0] ?? ''
    expect(() => decodeURIComponent(path)).not.toThrow()
  })
})

describe('a text that is to be a key in lower case', () => {
  it('may hold letters of any script, but for those whose lower case hangs on where they stand', () => {
    expect(['NW-001', 'ÄÖẞ', 'ΣΑ', 'ЯЙ', '東京'].filter((text) => !hasPlainLowerCase(text))).toEqual([])
    expect(['İ', 'ΟΔΟΣ', 'ΑΣ-1'].filter(hasPlainLowerCase)).toEqual([])
  })
})
