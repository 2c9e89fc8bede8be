import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BoundValue } from '@/lib/connectors/tabular'
import { PARAMETER_TYPES, type Parameter, type ParameterType } from './model'
import { parseParameters, parseParameterText, scopeValues } from './parameters'

function parameter(over: Partial<Parameter> = {}): Parameter {
  return {
    name: 'p',
    label: 'P',
    description: '',
    type: 'text',
    list: false,
    defaultText: null,
    allowed: [],
    allowedFrom: null,
    ...over,
  }
}

describe('a parameter', () => {
  it.each<[ParameterType, string, BoundValue]>([
    ['text', `O'Reilly; --`, { type: 'text', value: `O'Reilly; --` }],
    ['integer', '+7', { type: 'integer', value: 7n }],
    ['integer', '-900719925474099312', { type: 'integer', value: -900719925474099312n }],
    ['decimal', '-12.50', { type: 'decimal', value: '-12.50' }],
    ['date', '1996-02-29', { type: 'date', value: '1996-02-29' }],
    ['boolean', 'false', { type: 'boolean', value: false }],
    ['timestamp', '1998-05-06T14:30:00.125Z', { type: 'timestamp', value: '1998-05-06T14:30:00.125Z' }],
    ['timestamp', '1998-05-06 14:30', { type: 'timestamp', value: '1998-05-06T14:30:00Z' }],
  ])('of type %s takes %s', (type, text, value) => {
    expect(parseParameterText(parameter({ type }), text)).toEqual({ ok: true, value })
  })

  it.each<[ParameterType, string]>([
    ['integer', '1.0'],
    ['integer', '1e3'],
    ['integer', '0x10'],
    ['integer', '1; DROP TABLE orders'],
    ['integer', '1234567890123456789'],
    ['decimal', '1,5'],
    ['decimal', '.5'],
    ['decimal', 'NaN'],
    ['date', '1997-02-29'],
    ['date', '1997-2-1'],
    ['date', '1997-02-01T00:00'],
    ['boolean', 'yes'],
    ['text', 'x'.repeat(501)],
    ['text', 'a\0b'],
    ['text', 'a\ud800'],
    ['timestamp', '1998-05-06'],
    ['timestamp', '1998-05-06T24:00:00Z'],
    ['timestamp', '1998-02-30T10:00:00Z'],
    ['timestamp', '1998-05-06T14:30:00+02:00'],
    ['timestamp', '1998-05-06T14:30:00.0001Z'],
  ])('of type %s refuses %s', (type, text) => {
    expect(parseParameterText(parameter({ type }), text).ok).toBe(false)
  })

  it('takes only what is allowed, where that is said', () => {
    const allowed = parameter({ type: 'integer', allowed: ['5', '10'] })
    expect(parseParameterText(allowed, '10').ok).toBe(true)
    expect(parseParameterText(allowed, '010').ok).toBe(false)
  })

  it('that is a list takes several, each of its type and allowed', () => {
    const list = parameter({ type: 'integer', list: true })
    expect(parseParameterText(list, '1, 2,3')).toEqual({
      ok: true,
      value: { type: 'list', of: 'integer', value: [1n, 2n, 3n] },
    })
    expect(parseParameterText(list, '1, x')).toEqual({
      ok: false,
      reason: 'holds “x”, which is not a whole number of at most 18 digits',
    })
    expect(parseParameterText({ ...list, allowed: ['1', '2'] }, '1, 3')).toMatchObject({ ok: false })
    expect(parseParameterText({ ...list, type: 'text' }, '"a, b", c')).toMatchObject({
      value: { value: ['a, b', 'c'] },
    })
    expect(parseParameterText({ ...list, type: 'text' }, '"a')).toMatchObject({ ok: false })
    expect(parseParameterText(list, Array(201).fill('1').join(','))).toMatchObject({ ok: false })
  })

  it('keeps its type whatever is written into it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PARAMETER_TYPES), fc.boolean(), fc.string(), (type, list, text) => {
        const parsed = parseParameterText(parameter({ type, list }), text)
        if (!parsed.ok) return true
        return parsed.value.type === 'list'
          ? list && parsed.value.of === type
          : !list && parsed.value.type === type
      }),
    )
  })
})

describe('the parameters of a query', () => {
  const since = parameter({ name: 'since', type: 'date', defaultText: '1996-07-04' })
  const open = parameter({ name: 'open', type: 'integer' })

  it('have their defaults, and NULL where there is none', () => {
    expect(parseParameters([since, open], { since: ' ' })).toEqual({
      ok: true,
      values: {
        texts: { since: '1996-07-04', open: null },
        bound: { since: { type: 'date', value: '1996-07-04' }, open: { type: 'integer', value: null } },
      },
    })
    expect(parseParameters([{ ...open, list: true }], {})).toMatchObject({
      values: { bound: { open: { type: 'list', of: 'integer', value: null } } },
    })
  })

  it('are refused together, each by its name, unknown ones too', () => {
    const parsed = parseParameters([since, open], { since: 'x', open: 'y', other: 'z' })
    expect(parsed).toMatchObject({ ok: false })
    if (!parsed.ok) expect(Object.keys(parsed.fieldErrors).sort()).toEqual(['open', 'other', 'since'])
  })
})

describe('the scope that a statement is bound to', () => {
  it('is every row, some groups, or nothing', () => {
    expect(scopeValues({ reach: 'all' })).toEqual({
      scope_all: { type: 'boolean', value: true },
      scope_groups: { type: 'list', of: 'text', value: [''] },
    })
    expect(scopeValues({ reach: 'groups', productGroups: ['A'] })).toEqual({
      scope_all: { type: 'boolean', value: false },
      scope_groups: { type: 'list', of: 'text', value: ['A'] },
    })
    expect(scopeValues({ reach: 'none' })).toEqual({
      scope_all: { type: 'boolean', value: false },
      scope_groups: { type: 'list', of: 'text', value: [] },
    })
  })
})
