import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, commit, commitmentOf, hmac, joined, toHmacKey, toStorableJson } from './canonical'

describe('joined', () => {
  it('gives different text for different lists of parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other)
        expect(joined(one) === joined(other)).toBe(same)
      }),
    )
    expect(joined(['a', 'b'])).not.toBe(joined(['ab', '']))
    expect(joined(['1:é', ''])).toBe('4:1:é0:')
  })
})

describe('hmac', () => {
  it('is HMAC-SHA-256', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.string()), (key, parts) => {
        const expected = createHmac('sha256', key).update(joined(parts)).digest('hex')
        expect(hmac(toHmacKey(key), parts)).toBe(expected)
      }),
    )
  })
})

describe('canonicalJson', () => {
  it('is the same whatever the order of keys, and says the same as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
    expect(canonicalJson({ b: 1, a: [{ d: 2, c: 3 }] })).toBe('{"a":[{"c":3,"d":2}],"b":1}')
  })
})

describe('toStorableJson', () => {
  it('makes plain JSON of what services hand over', () => {
    expect(
      toStorableJson({
        date: new Date('2026-01-02T03:04:05Z'),
        none: undefined,
        big: 12n,
        nan: Number.NaN,
        set: new Set(['x']),
        text: 'a\u0000b\ud800',
        nested: [undefined, () => 1],
      }),
    ).toEqual({
      date: '2026-01-02T03:04:05.000Z',
      none: null,
      big: '12',
      nan: null,
      set: ['x'],
      text: 'a\uFFFDb\uFFFD',
      nested: [null, null],
    })
  })
})

describe('commit', () => {
  it('binds a value to its field, and two of the same value differ by their salt', () => {
    const one = commit('email', 'a@example.com')
    const other = commit('email', 'a@example.com')
    expect(one.commitment).not.toBe(other.commitment)
    expect(commitmentOf(one.salt ?? '', 'email', 'a@example.com')).toBe(one.commitment)
    expect(commitmentOf(one.salt ?? '', 'phone', 'a@example.com')).not.toBe(one.commitment)
  })
})
