import { describe, expect, it } from 'vitest'
import { createRoleSchema, giveRoleSchema, preferencesSchema, readCondition, readRights } from './schema'

const USER = '01a1fc46-a54f-76f0-bc85-3f8f98f0e6a9'

describe('the form that gives a role', () => {
  const parse = (fields: object) => giveRoleSchema.safeParse({ userId: USER, roleKey: 'viewer', ...fields })

  it('takes values by comma or line, once each, in order', () => {
    const parsed = parse({ conditionKind: 'productGroup', conditionValues: ' SEAFOOD, BEVERAGES\nSEAFOOD,' })
    expect(parsed.data?.condition).toEqual({ kind: 'productGroup', in: ['BEVERAGES', 'SEAFOOD'] })
    expect(parse({}).data?.condition).toBeNull()
    expect(parse({ conditionKind: 'own', conditionValues: 'x' }).data?.condition).toEqual({ kind: 'own' })
  })

  it('asks for values where they are missing, at their field', () => {
    expect(parse({ conditionKind: 'tag' }).error?.issues).toMatchObject([{ path: ['conditionValues'] }])
    expect(parse({ conditionKind: 'weekday' }).success).toBe(false)
  })
})

describe('the form of a role', () => {
  it('reads two fields a right and leaves out what is not given', () => {
    const parsed = createRoleSchema.safeParse({
      key: 'taster',
      name: ' Taster ',
      includes: 'viewer\nanalyst',
      'reach.read:product': 'all',
      'reach.edit:product': 'productGroup',
      'values.edit:product': 'BEVERAGES',
      'reach.read:segment': '',
      'values.read:segment': 'left over',
      'reach.fly:product': 'all',
    })
    expect(parsed.data).toEqual({
      key: 'taster',
      name: 'Taster',
      description: '',
      includes: ['viewer', 'analyst'],
      rights: [
        { right: 'read:product' },
        { right: 'edit:product', condition: { kind: 'productGroup', in: ['BEVERAGES'] } },
      ],
    })
  })

  it('names the field whose values are missing, and refuses keys that addresses need', () => {
    const fields = { key: 'taster', name: 'Taster', 'reach.edit:product': 'tag' }
    expect(createRoleSchema.safeParse(fields).error?.issues).toMatchObject([
      { path: ['values.edit:product'] },
    ])
    for (const key of ['new', 'Big', '1st', 'x', 'a b'])
      expect(createRoleSchema.safeParse({ ...fields, 'reach.edit:product': '', key }).success, key).toBe(
        false,
      )
  })
})

describe('what is stored', () => {
  it('is a condition, none, or not understood; never none by mistake', () => {
    expect(readCondition(null)).toEqual({ understood: true, condition: null })
    expect(readCondition({ kind: 'own' })).toEqual({ understood: true, condition: { kind: 'own' } })
    for (const odd of [
      {},
      [],
      'own',
      0,
      { kind: 'tag' },
      { kind: 'tag', in: [] },
      { kind: 'own', more: 1 },
    ]) {
      expect(readCondition(odd), JSON.stringify(odd)).toEqual({ understood: false })
    }
  })

  it('loses the rights that are not understood, one by one', () => {
    expect(readRights('everything')).toEqual([])
    expect(readRights([{ right: 'read:product' }, { right: 'read:everything' }, null])).toEqual([
      { right: 'read:product' },
    ])
  })
})

describe('one’s own preferences', () => {
  it.each(['', 'en', 'th-TH-u-ca-buddhist', 'zh-Hant-TW'])('take the locale “%s”', (locale) => {
    expect(preferencesSchema.safeParse({ timeZone: '', locale }).success).toBe(true)
  })

  it('take no text that a request would have to carry about for nothing', () => {
    const locale = `en-x-${'aaaaaaaa-'.repeat(20_000)}a`
    expect(Intl.getCanonicalLocales(locale)).toHaveLength(1)
    expect(preferencesSchema.safeParse({ timeZone: '', locale }).success).toBe(false)
  })
})
