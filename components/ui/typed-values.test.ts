import { describe, expect, it } from 'vitest'
import { typedAfter, versionAfter } from './typed-values'

const rows = {
  names: /^link\./,
  blank: (name: string) => (name.endsWith('.type') ? 'document' : ''),
}
const base = { name: 'A', tags: '', 'attr.x': '1', 'link.0.url': 'https://one', 'link.0.type': 'other' }
const conflict = (typed: Record<string, string>) => ({
  code: 'VERSION_CONFLICT',
  values: {
    version: '1',
    ...base,
    'link.1.url': '',
    'link.1.type': 'document',
    ...typed,
    base: JSON.stringify(base),
  },
})

describe('what a form holds after a save that did not succeed', () => {
  it('is what was typed, and what others saved in fields that nobody touched here', () => {
    const present = { ...base, name: 'Theirs', 'attr.x': '2', 'attr.y': 'new', 'link.0.url': 'https://two' }
    expect(typedAfter(present, conflict({ 'attr.x': '3', tags: 'mine' }), rows)).toMatchObject({
      name: 'Theirs',
      tags: 'mine',
      'attr.x': '3',
      'attr.y': 'new',
      'link.0.url': 'https://two',
    })
  })

  it('takes links whole: mine when I touched one, theirs when I did not', () => {
    const present = {
      ...base,
      'link.0.url': 'https://two',
      'link.1.url': 'https://three',
      'link.1.type': 'query',
    }
    expect(typedAfter(present, conflict({ name: 'Mine' }), rows)['link.1.url']).toBe('https://three')
    const mine = typedAfter(present, conflict({ 'link.1.url': 'https://mine' }), rows)
    expect([mine['link.0.url'], mine['link.1.url'], mine['link.1.type']]).toEqual([
      'https://one',
      'https://mine',
      'document',
    ])
  })

  it('is all that was typed when only a field was wrong, over the version that the form began with', () => {
    const failed = { ...conflict({ name: '' }), code: 'VALIDATION' }
    expect(typedAfter({ ...base, name: 'Theirs' }, failed, rows).name).toBe('')
    expect(versionAfter(7, failed)).toBe('1')
    expect(versionAfter(7, conflict({}))).toBe('7')
    expect(versionAfter(7, null)).toBe('7')
  })

  it('loses nothing typed when the base is missing or broken', () => {
    const failed = { code: 'VERSION_CONFLICT', values: { name: 'Mine', base: '{' } }
    expect(typedAfter({ name: 'Theirs' }, failed, rows)).toEqual({ name: 'Mine' })
  })
})
