import { expect, it } from 'vitest'
import { lockFaults, withLocked } from './locks'
import { EMPTY_DRAFT, type ProductDraft } from './model'

const LOCK = {
  source: 'fibery/range',
  syncedFields: ['name', 'attributes.weight', 'links.Data sheet'],
}
const weight = (value: number, unit = 'kg') => ({
  ...{ key: 'weight', label: 'Weight', type: 'number' as const, value, unit },
})
const note = (value: string) => ({ key: 'note', label: 'Note', type: 'text' as const, value })
const link = (label: string, url: string) => ({ type: 'document' as const, label, url })

const PRESENT: ProductDraft = {
  ...EMPTY_DRAFT,
  code: 'A',
  name: 'Now',
  description: 'Now',
  attributes: [note('now'), weight(2)],
  links: [link('Ours', 'https://a.example/'), link('Data sheet', 'https://b.example/')],
}

const words = (after: Partial<ProductDraft>) =>
  lockFaults(LOCK, PRESENT, { ...PRESENT, ...after }).map((fault) => `${fault.field}: ${fault.words}`)

it('names what a change would do to fields that come from elsewhere, and nothing of the portal’s own', () => {
  expect(words({ description: 'Mine', attributes: [note('mine'), weight(2)], tags: ['a'] })).toEqual([])
  expect(words({ name: 'Mine', attributes: [note('now')] })).toEqual([
    'name: The name comes from Fibery: change it there.',
    'attributes.weight: The attribute “Weight” comes from Fibery: change it there.',
  ])
  const links = [link('Data sheet', 'https://b.example/'), link('Other', 'https://c.example/')]
  expect(words({ links })).toEqual([])
  expect(words({ links: [...links, link('data SHEET', 'https://d.example/')] })).toEqual([
    'links.data SHEET: The link “data SHEET” comes from Fibery: change it there.',
  ])
  expect(words({ links: [link('Data sheet', 'https://b.example/other')] })).toHaveLength(1)
})

it('keeps what comes from elsewhere as it is, and takes the rest', () => {
  const wanted: ProductDraft = {
    ...PRESENT,
    name: 'Then',
    description: 'Then',
    attributes: [weight(1), weight(9, 'lb'), note('then')],
    links: [link('Data sheet', 'https://then.example/')],
  }
  expect(withLocked(LOCK, PRESENT, wanted)).toEqual({
    ...PRESENT,
    description: 'Then',
    attributes: [weight(2), note('then')],
    links: [link('Data sheet', 'https://b.example/')],
  })
  expect(withLocked({ source: 'portal', syncedFields: [] }, PRESENT, wanted)).toBe(wanted)
})
