import { describe, expect, it } from 'vitest'
import type { EntityColumn } from '@/lib/connectors/fibery/entity-query'
import { toCardContent } from './card-content'

const columns: EntityColumn[] = [
  { kind: 'plain', name: 'name' },
  { kind: 'plain', name: 'limit' },
  { kind: 'plain', name: 'done' },
  { kind: 'plain', name: 'arrived' },
  { kind: 'plain', name: 'creationDate' },
  { kind: 'dateRange', name: 'validity' },
  { kind: 'related', name: 'guide', title: 'name', isCollection: false },
  { kind: 'related', name: 'checks', title: 'name', isCollection: true },
  { kind: 'richText', name: 'description' },
]
const named = {
  labels: new Map([
    ['limit', 'Upper limit'],
    ['creationDate', 'creation-date'],
  ]),
  title: 'name',
}

const show = (entity: Record<string, unknown>, known = new Map<string, string>()) =>
  toCardContent(entity, columns, named).show(known)

describe('the content of a card', () => {
  it('tells each value as what it is, under the name that people gave it', () => {
    const content = show(
      {
        name: 'Crate',
        limit: 4.2,
        done: false,
        arrived: '2026-03-02',
        creationDate: '2026-01-05T08:00:00.000Z',
        validity: { start: '2026-01-01', end: null },
        guide: { id: 'g', publicId: '3', title: 'Storing' },
        checks: [{ id: 'c', publicId: '8', title: null }, null],
        description: { html: '<p>Keep cool.</p>', text: 'Keep cool.' },
      },
      new Map([['g', '/kb/h/guide/3']]),
    )
    expect(content).toEqual({
      facts: [
        { kind: 'number', label: 'Upper limit', value: 4.2 },
        { kind: 'answer', label: 'Done', value: false },
        { kind: 'text', label: 'Arrived', text: '2026-03-02' },
        { kind: 'time', label: 'Creation Date', at: new Date('2026-01-05T08:00:00Z') },
        { kind: 'span', label: 'Validity', start: '2026-01-01', end: null },
        {
          kind: 'related',
          label: 'Guide',
          entities: [{ title: 'Storing', href: '/kb/h/guide/3' }],
          more: false,
        },
        { kind: 'related', label: 'Checks', entities: [{ title: 'Number 8', href: null }], more: false },
      ],
      texts: [{ label: 'Description', nodes: [{ tag: 'p', nodes: ['Keep cool.'] }], isCut: false }],
      empty: [],
    })
  })

  it('counts what is missing, empty or of another shape as empty', () => {
    const { facts, texts, empty } = show({
      name: 'Crate',
      limit: null,
      done: { odd: true },
      arrived: '  ',
      validity: 'soon',
      guide: 'g',
      checks: [],
      description: { html: '<script>x</script>' },
    })
    expect([facts, texts]).toEqual([[], []])
    expect(empty).toEqual([
      'Upper limit',
      'Done',
      'Arrived',
      'Creation Date',
      'Validity',
      'Guide',
      'Checks',
      'Description',
    ])
  })

  it('says where there may be more than Fibery gave', () => {
    const checks = Array.from({ length: 25 }, (_, n) => ({ id: `c${n}`, title: `Check ${n}` }))
    const [fact] = show({ checks }).facts
    expect(fact).toMatchObject({ kind: 'related', more: true })
    expect(fact?.kind === 'related' ? fact.entities : []).toHaveLength(20)
  })

  it('cuts a value that is no fact any more', () => {
    const [fact] = show({ arrived: 'x'.repeat(5_000) }).facts
    expect(fact?.kind === 'text' ? fact.text.length : 0).toBe(2_001)
  })
})
