import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseMappingFile } from './mapping-file'

const GOOD = `title: Steps
record: segment
from: { space: Making, database: Step }
fields:
  code: Code
  name: Name
`

function faultsOf(text: string, name = 'steps.yaml') {
  const parsed = parseMappingFile({ name, text })
  if ('mapping' in parsed) throw new Error('it holds')
  return parsed.faults.map(({ file, line, key, reason }) => `${file} ${line} ${key}: ${reason}`)
}

describe('a mapping file', () => {
  it('says which database feeds what, with what is left out as it is meant', () => {
    expect(parseMappingFile({ name: 'steps.yaml', text: GOOD })).toEqual({
      mapping: {
        key: 'steps',
        file: 'mappings/steps.yaml',
        title: 'Steps',
        description: '',
        record: 'segment',
        sampleOnly: false,
        from: { space: 'Making', database: 'Step' },
        fields: { code: 'Code', name: 'Name' },
        parameters: [],
        units: {},
        tags: [],
      },
    })
  })

  it.each(['process-segments', 'products'])('holds, as %s, which comes with the portal', (key) => {
    const text = readFileSync(`mappings/${key}.yaml`, 'utf8')
    expect(parseMappingFile({ name: `${key}.yaml`, text })).toHaveProperty('mapping.key', key)
  })

  it('feeds segments or products, and says what is wrong with those of products', () => {
    expect(faultsOf(GOOD.replace('segment', 'query'))).toEqual([
      'mappings/steps.yaml 2 record: must be segment or product',
    ])
    const text = `${GOOD.replace('segment', 'product')}  duration: Minutes
  status: { field: State, as: { Gone: lost } }
  productGroup: { never: DRINKS }
attributes:
  - { key: weight, field: Weight, unit: kg, unitField: Unit }
  - { key: Weight, field: Weight }
links:
  - { label: Sheet, field: Sheet, type: picture }
`
    expect(faultsOf(text)).toEqual([
      'mappings/steps.yaml 8 fields.status: must be a field, or a field with its words as active, discontinued, archived',
      'mappings/steps.yaml 9 fields.productGroup: must be a field, or always with a group’s code',
      'mappings/steps.yaml 7 fields.duration: is not known here',
      'mappings/steps.yaml 11 attributes.0.unitField: give unit or unitField, not both',
      'mappings/steps.yaml 14 links.0.type: must be one of knowledge, dashboard, query, document, other',
    ])
    const twice = '  - { key: a, field: A }\n  - { key: A, field: B }\n'
    expect(faultsOf(`${GOOD.replace('segment', 'product')}attributes:\n${twice}`)).toEqual([
      'mappings/steps.yaml 9 attributes.1.key: stands there twice',
      'mappings/steps.yaml 7 attributes: are those of a product group: name fields.productGroup too',
    ])
  })

  it('tells everything that is wrong, each with its line and key', () => {
    const text = `${GOOD.replace('  name: Name\n', '  nmae: Name\n')}parameters:
  - { id: Heat, field: Heat, unit: Cel, unitField: Unit }
  - { id: heat, field: Heat, kind: colour }
  - { id: Note, field: Note, kind: string, unit: kg }
`
    expect(faultsOf(text)).toEqual([
      'mappings/steps.yaml 4 fields.name: is missing',
      'mappings/steps.yaml 6 fields.nmae: is not known here',
      'mappings/steps.yaml 8 parameters.0.unitField: give unit or unitField, not both',
      'mappings/steps.yaml 9 parameters.1.kind: must be one of decimal, integer, string, boolean, date, duration',
      'mappings/steps.yaml 10 parameters.2.kind: only a number has a unit',
    ])
    expect(faultsOf(`${GOOD}parameters:\n  - { id: A, field: x }\n  - { id: a, field: y }\n`)).toEqual([
      'mappings/steps.yaml 9 parameters.1.id: stands there twice',
    ])
  })

  it('tells of text that is no YAML, of a list in place of a mapping, and of a name that will not do', () => {
    expect(faultsOf('title: "Steps')[0]).toMatch(/^mappings\/steps\.yaml 1 : is not YAML: /)
    expect(faultsOf('- a\n- b\n')).toHaveLength(1)
    expect(faultsOf('')).toHaveLength(1)
    expect(faultsOf(GOOD, 'My Steps.yaml')).toEqual([
      'mappings/My Steps.yaml 1 : the file’s name must be words in lower case joined by hyphens',
    ])
  })

  it('reads a query in place of a database, for products alone, and fields in turn', () => {
    const text = `title: Wines
record: product
from: { query: wines, id: id }
fields:
  code: id
  name: [name, id]
  productGroup: [group_name, group_id]
`
    expect(parseMappingFile({ name: 'wines.yaml', text })).toMatchObject({
      mapping: {
        from: { query: 'wines', id: 'id', parameters: {} },
        fields: { name: ['name', 'id'], productGroup: { field: ['group_name', 'group_id'] } },
      },
    })
    const from = 'from: must be a space and a database, or a query and the column of its ids'
    const wrong: [string, string, string][] = [
      ['query: wines, id: id', 'query: wines', `mappings/steps.yaml 3 ${from}`],
      [
        'query: wines, id: id',
        'query: ../wines, id: id',
        'mappings/steps.yaml 3 from.query: must be the name of a file of analytics/ without .sql',
      ],
      [
        'query: wines, id: id',
        'query: wines, id: id, space: Range',
        'mappings/steps.yaml 3 from.space: is not known here',
      ],
      ['[name, id]', '[]', 'mappings/steps.yaml 6 fields.name: is empty'],
      ['name: [name, id]', 'description: name', 'mappings/steps.yaml 4 fields.name: is missing'],
      [
        'title: Wines',
        'title: Wines\nsampleOnly: true',
        'mappings/steps.yaml 2 sampleOnly: is for databases of Fibery: there is no sample of the warehouse',
      ],
    ]
    for (const [good, bad, fault] of wrong) expect(faultsOf(text.replace(good, bad))).toEqual([fault])
    expect(faultsOf(text.replace('record: product', 'record: segment'))).toContain(
      'mappings/steps.yaml 3 from.query: is not known here',
    )
  })
})
