import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeWords, isDay, mergeAttributes, readAttributeText, sortAttributes } from './attributes'
import type { AttributeDefinition, ProductAttribute } from './model'

function define(more: Partial<AttributeDefinition>): AttributeDefinition {
  return { key: 'a', label: 'A', type: 'text', unit: null, choices: [], required: false, ...more }
}

const weight = define({ key: 'weight', label: 'Weight', type: 'number', unit: 'kg' })
const grade = define({ key: 'grade', label: 'Grade', type: 'choice', choices: ['first', 'second'] })
const five: ProductAttribute = { key: 'weight', label: 'Weight', type: 'number', value: 5, unit: 'kg' }

describe('a value of an attribute', () => {
  it.each([
    [weight, '12.50', 12.5],
    [weight, '-0.1', -0.1],
    [weight, '+7.', 7],
    [weight, '-0', 0],
    [weight, '000123456789012345', 123456789012345],
    [grade, 'second', 'second'],
    [define({ type: 'date' }), '2024-02-29', '2024-02-29'],
    [define({ type: 'boolean' }), 'no', false],
    [define({}), '<b>', '<b>'],
  ])('of %o is read from “%s”', (definition, text, value) => {
    expect(readAttributeText(definition, text)).toEqual({ ok: true, value })
  })

  it.each([
    [weight, '1,5'],
    [weight, '1e9'],
    [weight, 'Infinity'],
    [weight, '0x10'],
    [weight, '1234567890123456'],
    [weight, '.'],
    [grade, 'third'],
    [define({ type: 'date' }), '2025-02-29'],
    [define({ type: 'date' }), '01.03.2026'],
    [define({ type: 'boolean' }), 'true'],
    [define({}), 'x'.repeat(501)],
  ])('of %o is refused as “%s”', (definition, text) => {
    expect(readAttributeText(definition, text)).toMatchObject({ ok: false })
  })

  it('may be called as what every object has, and is still needed', () => {
    const named = define({ key: 'constructor', label: 'Constructor', required: true })
    expect(mergeAttributes([], [named], {})).toEqual({
      attributes: [],
      errors: { constructor: ['Constructor is needed for this group.'] },
    })
    expect(mergeAttributes([], [named], undefined)).toEqual({ attributes: [], errors: {} })
  })

  it('comes back from its text as it was, whatever the number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        fc.integer({ min: 0, max: 999_999 }),
        (whole, part) => {
          const text = `${whole}.${String(part).padStart(6, '0')}`
          const read = readAttributeText(weight, text)
          expect(read.ok && Number(read.value).toFixed(6)).toBe(Number(text).toFixed(6))
        },
      ),
    )
  })

  it('is a day only when there is one', () => {
    expect(['2026-11-31', '2026-00-10', '26-01-01', ''].filter(isDay)).toEqual([])
  })
})

describe('what a group asks for and what a product has', () => {
  it('belong together by key, type and unit: another unit makes another value of it', () => {
    const grams = { ...weight, unit: 'g' }
    expect(sortAttributes([five], [grams])).toEqual({
      asked: [{ definition: grams, value: null }],
      former: [five],
    })
    expect(sortAttributes([five], [weight]).former).toEqual([])
  })

  it('keeps a value that the group does not ask for, and its words', () => {
    const { attributes } = mergeAttributes([five], [grade], { grade: 'first' })
    expect(attributes.map(attributeWords)).toEqual(['first', '5 kg'])
  })

  it('leaves what was not given as it was, and takes away what was given as empty', () => {
    expect(mergeAttributes([five], [weight], undefined).attributes).toEqual([five])
    expect(mergeAttributes([five], [weight], {}).attributes).toEqual([five])
    expect(mergeAttributes([five], [weight], { weight: '' }).attributes).toEqual([])
  })

  it('asks for what is needed once a form gives values at all', () => {
    const needed = { ...weight, required: true }
    expect(mergeAttributes([], [needed], undefined).errors).toEqual({})
    expect(mergeAttributes([], [needed], {}).errors).toEqual({ weight: ['Weight is needed for this group.'] })
  })

  it('does not judge anew a choice that is no longer offered and that nobody touched', () => {
    const old: ProductAttribute = { key: 'grade', label: 'Grade', type: 'choice', value: 'third' }
    expect(mergeAttributes([old], [grade], { grade: 'third' })).toEqual({ attributes: [old], errors: {} })
    expect(mergeAttributes([], [grade], { grade: 'third' }).errors.grade).toHaveLength(1)
  })

  it('loses no value, whatever the groups that a product goes through', () => {
    const value = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      label: fc.string(),
      type: fc.constantFrom('text' as const),
      value: fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
    })
    const definitions = fc.uniqueArray(
      fc.constantFrom('a', 'b', 'c', 'd').map((key) => define({ key })),
      { selector: ({ key }) => key },
    )
    fc.assert(
      fc.property(fc.uniqueArray(value, { selector: ({ key }) => key }), definitions, (values, asked) => {
        const { attributes } = mergeAttributes(values, asked, undefined)
        expect(new Map(attributes.map((one) => [one.key, one.value]))).toEqual(
          new Map(values.map((one) => [one.key, one.value])),
        )
      }),
    )
  })
})
