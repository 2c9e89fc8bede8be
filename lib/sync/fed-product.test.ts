import { describe, expect, it } from 'vitest'
import { fedProductFields, toFedProduct } from './fed-product'
import type { ProductMapping } from './model'

const MAPPING: ProductMapping = {
  key: 'range',
  file: 'mappings/range.yaml',
  title: 'Range',
  description: '',
  record: 'product',
  sampleOnly: false,
  from: { space: 'Range', database: 'Product' },
  fields: {
    code: 'Code',
    name: ['Name'],
    description: 'Text',
    status: { field: 'State', as: { 'On sale': 'active', Withdrawn: 'archived' } },
    productGroup: { field: ['Line'] },
    owner: 'Keeper',
  },
  attributes: [
    { key: 'weight', field: 'Weight', unit: 'kilo' },
    { key: 'price', field: 'Price', unitField: 'Currency' },
    { key: 'organic', field: 'Organic' },
  ],
  links: [{ label: 'Data sheet', field: 'Sheet', type: 'document' }],
  units: { kilo: 'kg', 'US dollar': 'USD' },
  tags: [],
}

const NAMES = new Map(
  [
    ...['code', 'name', 'description', 'status', 'productGroup', 'owner'],
    ...['attributes.weight', 'attributes.price', 'attributes.organic', 'units.price', 'links.Data sheet'],
  ].map((key) => [key, [key]] as const),
)

const fed = (entity: Record<string, unknown>, mapping = MAPPING) =>
  toFedProduct(mapping, NAMES, { id: 'e1', publicId: '7', name: 'Tea', code: 'T-1', ...entity })

describe('an entity as a product', () => {
  it('is told in the words of products: what relations lead to, statuses and units in the company’s own words', () => {
    expect(
      fed({
        description: { html: '<p>Green</p>', text: 'Green\r\nand dry' },
        status: { id: 's1', publicId: '1', title: 'on SALE' },
        productGroup: { id: 'l1', publicId: '2', title: 'Beverages' },
        owner: { id: 'u1', publicId: '3', title: 'keeper@example.com' },
        'attributes.weight': 1.1 * 3,
        'attributes.price': 18,
        'units.price': 'US dollar',
        'attributes.organic': true,
        'links.Data sheet': ' https://example.com/t-1.pdf ',
      }),
    ).toEqual({
      upstreamId: 'e1',
      label: '“Tea” (no. 7)',
      code: 'T-1',
      name: 'Tea',
      description: 'Green\nand dry',
      status: 'active',
      group: 'Beverages',
      owner: 'keeper@example.com',
      attributes: [
        { key: 'weight', text: '3.3', unit: 'kg' },
        { key: 'price', text: '18', unit: 'USD' },
        { key: 'organic', text: 'yes', unit: null },
      ],
      links: [{ type: 'document', label: 'Data sheet', url: 'https://example.com/t-1.pdf' }],
      faults: [],
    })
  })

  it('without values tells that there are none, and what the mapping does not name it does not tell', () => {
    const bare = fed({ status: null, productGroup: null, owner: null, 'links.Data sheet': null })
    expect(bare).toMatchObject({ status: '', group: '', owner: '', links: [] })
    expect(bare.attributes.map(({ text }) => text)).toEqual(['', '', ''])
    const { code, name } = MAPPING.fields
    const plain = fed({}, { ...MAPPING, fields: { code, name }, attributes: [], links: [] })
    expect([plain.description, plain.status, plain.group, plain.owner]).toEqual(Array(4).fill(undefined))
  })

  it('is in the group that the mapping says all are in', () => {
    const fields = { ...MAPPING.fields, productGroup: { always: 'BEVERAGES' } }
    expect(fed({}, { ...MAPPING, fields }).group).toBe('BEVERAGES')
  })

  it('names what cannot be read', () => {
    expect(fed({ status: ['a'], 'attributes.weight': {} }).faults).toEqual([
      'What status holds cannot be read as a text.',
      'What attributes.weight holds cannot be read as a text.',
    ])
  })

  it('names the fields that it feeds as the audit record does', () => {
    expect(fedProductFields(MAPPING)).toEqual([
      ...['code', 'name', 'description', 'status', 'groupCode', 'ownerId'],
      ...['attributes.weight', 'attributes.price', 'attributes.organic', 'links.Data sheet'],
    ])
  })
})
