import { describe, expect, it } from 'vitest'
import { cardColumns, type EntityField, snapshotColumns, titleFieldOf, toFoundEntity } from './entity-columns'

function field(name: string, namedType = 'String', more: Partial<EntityField> = {}): EntityField {
  return { name, rawName: `X/${name}`, namedType, isCollection: false, relation: null, goneAt: null, ...more }
}

describe('the field that holds the title', () => {
  it('is the one named so, whatever stands before it', () => {
    expect(titleFieldOf([field('note'), field('name')])).toBe('name')
  })
  it('is told by its name in Fibery where the API calls it otherwise', () => {
    expect(titleFieldOf([field('a', 'String', { rawName: 'Things/Name' })])).toBe('a')
    expect(titleFieldOf([field('b', 'String', { rawName: 'Things/Title' })])).toBe('b')
  })
  it('is none when there is no such text: not a number, not a list, not one that is gone', () => {
    const fields = [
      field('name', 'Float'),
      field('name2', 'String', { rawName: 'X/Name', isCollection: true }),
      field('name3', 'String', { rawName: 'X/Name', goneAt: new Date() }),
    ]
    expect(titleFieldOf(fields)).toBeNull()
  })
  it('is never a name that the API does not know', () => {
    expect(titleFieldOf([field('Things/Name', 'String', { rawName: 'Things/Name' })])).toBeNull()
  })
})

it('of every entity its title and its dates are read, as far as the database has them', () => {
  expect(snapshotColumns([field('name'), field('modificationDate'), field('secret')])).toEqual({
    columns: [
      { kind: 'plain', name: 'name' },
      { kind: 'plain', name: 'modificationDate' },
    ],
    title: 'name',
    changed: 'modificationDate',
  })
  expect(snapshotColumns([field('limit', 'Float')])).toEqual({ columns: [], title: null, changed: null })
})

it('a card asks for values, texts and relations, and says what it leaves out', () => {
  const fields = [
    field('id', 'ID'),
    field('modificationDate'),
    field('name'),
    field('description', 'RichField'),
    field('validity', 'DateRange'),
    field('guide', 'XGuide', { relation: 'X/Guide' }),
    field('checks', 'XCheck', { relation: 'X/Check', isCollection: true }),
    field('files', 'FileInfo', { isCollection: true }),
    field('old', 'String', { goneAt: new Date() }),
  ]
  const titleOf = (relation: string) => (relation === 'X/Guide' ? 'name' : null)
  expect(cardColumns(fields, titleOf)).toEqual({
    columns: [
      { kind: 'plain', name: 'name' },
      { kind: 'richText', name: 'description' },
      { kind: 'dateRange', name: 'validity' },
      { kind: 'related', name: 'guide', title: 'name', isCollection: false },
      { kind: 'related', name: 'checks', title: null, isCollection: true },
    ],
    leftOut: ['files'],
  })
})

describe('an entity of an answer', () => {
  it('is kept to the letter, and no longer than a title is read', () => {
    const title = `  "}) { id } <script>\u202e../  `
    expect(
      toFoundEntity({ id: 'a', publicId: 7, name: title, modificationDate: '2026-02-01T08:00:00Z' }, 'name'),
    ).toEqual({
      upstreamId: 'a',
      publicId: '7',
      title: title.trim(),
      createdAt: null,
      modifiedAt: new Date('2026-02-01T08:00:00Z'),
    })
    expect(Array.from(toFoundEntity({ id: 'a', name: '😀'.repeat(900) }, 'name')?.title ?? '')).toHaveLength(
      500,
    )
  })
  it('holds nothing that the database cannot', () => {
    expect(toFoundEntity({ id: 'a', name: 'x\u0000y\ud800' }, 'name')?.title).toBe('x\uFFFDy\uFFFD')
    expect(toFoundEntity({ id: 'a', creationDate: 'soon', name: {} }, 'name')).toMatchObject({
      title: '',
      createdAt: null,
    })
  })
  it('without an id is none', () => {
    expect(toFoundEntity({ id: null, name: 'x' }, 'name')).toBeNull()
    expect(toFoundEntity({ id: '  ' }, 'name')).toBeNull()
  })
})
