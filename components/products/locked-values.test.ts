import { expect, it } from 'vitest'
import { withLocked } from './locked-values'

const LOCK = {
  source: 'fibery/range',
  syncedFields: [
    'code',
    'name',
    'groupCode',
    'attributes.weight',
    'links.Data sheet',
    'links.Manual',
    'links.Old',
  ],
}

const link = (row: number, label: string, url: string) => ({
  [`link.${row}.type`]: 'document',
  [`link.${row}.label`]: label,
  [`link.${row}.url`]: url,
})

/** As it is now: a sync has renamed it, changed its weight and its sheet, taken one link out and brought another. */
const PRESENT = {
  newCode: 'B',
  name: 'Now',
  description: 'Ours',
  groupCode: 'DRINKS',
  'attr.weight': '2',
  ...link(0, 'Ours', 'https://example.com/ours'),
  ...link(1, 'Data sheet', 'https://example.com/new'),
  ...link(2, 'Manual', 'https://example.com/manual'),
}

/** As the form began, with a description, a value and a link that somebody typed. */
const TYPED = {
  newCode: 'A',
  name: 'Before',
  description: 'Typed',
  groupCode: '',
  'attr.weight': '1',
  'attr.note': 'typed',
  ...link(0, 'Typed', 'https://example.com/typed'),
  ...link(1, 'data sheet', 'https://example.com/old'),
  ...link(2, 'Old', 'https://example.com/gone'),
}

it('takes what comes from elsewhere as it is now, and leaves what was typed', () => {
  const values = withLocked(TYPED, LOCK, PRESENT)
  expect(values).toMatchObject({
    newCode: 'B',
    name: 'Now',
    description: 'Typed',
    groupCode: 'DRINKS',
    'attr.weight': '2',
    'attr.note': 'typed',
  })
  const rows = [0, 1, 2, 3].map((row) => `${values[`link.${row}.label`]} ${values[`link.${row}.url`]}`.trim())
  expect(rows).toEqual([
    'Typed https://example.com/typed',
    'Data sheet https://example.com/new',
    '',
    'Manual https://example.com/manual',
  ])
})

it('leaves the form of the portal’s own product, and of a new one, as it is', () => {
  expect(withLocked(TYPED, { source: 'portal', syncedFields: [] }, PRESENT)).toBe(TYPED)
  expect(withLocked(TYPED, undefined, PRESENT)).toBe(TYPED)
})
