import { describe, expect, it } from 'vitest'
import type { Column } from '@/lib/connectors/tabular'
import { toFedProduct } from './fed-product'
import type { QueryMapping } from './model'
import { findColumns, queryFields, toEntities } from './query-rows'

const MAPPING: QueryMapping = {
  key: 'wines',
  file: 'mappings/wines.yaml',
  title: 'Wines',
  description: '',
  record: 'product',
  sampleOnly: false,
  from: { query: 'wines', id: 'ID', parameters: {} },
  fields: {
    code: 'no',
    name: ['name', 'no'],
    status: { field: 'sold', as: { true: 'active', false: 'archived' } },
    productGroup: { field: ['group name', 'group'] },
  },
  attributes: [{ key: 'volume', field: 'litres', unit: 'l' }],
  links: [],
  units: {},
  tags: [],
}

const column = (name: string): Column => ({ name, type: 'text', nativeType: 'VARCHAR' })
const COLUMNS = ['id', 'NO', 'Name', 'Group', 'Group Name', 'sold', 'litres', 'beside'].map(column)

function fed(...row: (string | number | boolean | null | object)[]) {
  const mapped = findColumns(MAPPING, COLUMNS)
  const [read] = toEntities([row as never], mapped)
  return toFedProduct(MAPPING, mapped.names, read?.entity ?? {})
}

describe('a row of a query', () => {
  it('is told as an entity is: columns in any case, every digit, the first column that tells something', () => {
    expect(findColumns(MAPPING, COLUMNS).faults).toEqual([])
    expect(fed('w1', '0042', 'Barbera', 'g1', 'Reds', true, '0.7500000000000001', 'x')).toEqual({
      ...{ upstreamId: 'w1', label: '“Barbera” (no. w1)', code: '0042', name: 'Barbera' },
      ...{ description: undefined, status: 'active', group: 'Reds', owner: undefined, links: [], faults: [] },
      attributes: [{ key: 'volume', text: '0.7500000000000001', unit: 'l' }],
    })
    expect(fed(7, 42, null, 'g1', '  ', false, null, null)).toMatchObject({
      ...{ upstreamId: '7', code: '42', name: '42', group: 'g1', status: 'archived' },
      attributes: [{ text: '' }],
    })
    expect(fed(7, 42, '', null, null, null, null, null)).toMatchObject({ name: '42', group: '', status: '' })
  })

  it('with a list where a text is needed is at fault', () => {
    expect(fed(7, 42, ['a'], null, null, true, null, null).faults).toEqual([
      'What name holds cannot be read as a text.',
    ])
  })

  it('is at fault without an id, with a list for one, and where another has it', () => {
    const { id, columns, names } = findColumns(MAPPING, COLUMNS)
    const rows = [['a'], [null], ['b'], ['a'], [''], [['c']], [0]] as never[]
    const read = toEntities(rows, { id, columns, names, faults: [] })
    expect(read.map(({ faults }) => faults.join(' '))).toEqual([
      'Its id a is told 2 times: the query is to tell each product once.',
      'Row 2 has no id: nobody could say which product it is.',
      '',
      'Its id a is told 2 times: the query is to tell each product once.',
      'Row 5 has no id: nobody could say which product it is.',
      'Row 6 has no id: nobody could say which product it is.',
      '',
    ])
    expect(new Set(read.map(({ entity }) => entity.id)).size).toBe(6)
  })

  it('names every column that is not there, or there twice, and shows what it looks for', () => {
    expect(findColumns(MAPPING, ['name', 'NAME', 'no'].map(column)).faults).toEqual(
      [
        'from.id: the query wines has no column “ID”',
        'name: the query wines has 2 columns that are called “name”',
        'status: the query wines has no column “sold”',
        'productGroup: the query wines has no column “group name”',
        'productGroup (or): the query wines has no column “group”',
        'attributes.volume: the query wines has no column “litres”',
      ].map((words) => `mappings/wines.yaml: ${words}. It has name, NAME, no.`),
    )
    expect(queryFields(MAPPING)[2]).toEqual({ to: 'name (or)', from: 'no', found: null, fault: null })
  })
})
