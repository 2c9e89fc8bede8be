import { describe, expect, it } from 'vitest'
import { fedSegmentFields, toFedSegment } from './fed-segment'
import type { SegmentMapping } from './model'

const MAPPING: SegmentMapping = {
  key: 'steps',
  file: 'mappings/steps.yaml',
  title: 'Steps',
  description: '',
  record: 'segment',
  sampleOnly: false,
  from: { space: 'Making', database: 'Step' },
  fields: {
    code: 'Code',
    name: 'Name',
    description: 'Text',
    duration: { field: 'Minutes', as: 'minutes' },
    parent: 'Parent',
  },
  parameters: [
    { id: 'Heat', field: 'Heat', kind: 'decimal', unit: '°C', description: 'Held' },
    { id: 'Speed', field: 'Speed', kind: 'decimal', unitField: 'Speed Unit', description: '' },
  ],
  units: { '°C': 'Cel', turns: '/min' },
  tags: [],
}

const NAMES = new Map([
  ['code', ['code']],
  ['name', ['name']],
  ['description', ['text']],
  ['duration', ['minutes']],
  ['parent', ['parent']],
  ['parameters.Heat', ['heat']],
  ['parameters.Speed', ['speed']],
  ['units.Speed', ['speedUnit']],
])

const fed = (entity: Record<string, unknown>, mapping = MAPPING) =>
  toFedSegment(mapping, NAMES, { id: 'e1', publicId: '7', name: 'Mashing', code: 'MASH', ...entity })

describe('an entity as a segment', () => {
  it('is told in the words of segments: text of rich text, ISO 8601, the company’s units as UCUM', () => {
    expect(
      fed({
        text: { html: '<p>Warm</p>', text: 'Warm\r\nand wet' },
        minutes: 90,
        parent: { id: 'e0', publicId: '1' },
        heat: 66.5,
        speed: 18,
        speedUnit: 'turns',
      }),
    ).toEqual({
      upstreamId: 'e1',
      label: '“Mashing” (no. 7)',
      code: 'MASH',
      name: 'Mashing',
      description: 'Warm\nand wet',
      duration: 'PT1H30M',
      parentUpstreamId: 'e0',
      parameters: [
        { id: 'Heat', description: 'Held', value: '66.5', valueType: 'decimal', unit: 'Cel' },
        { id: 'Speed', description: '', value: '18', valueType: 'decimal', unit: '/min' },
      ],
      faults: [],
    })
  })

  it('has no parameter without a value, and zero is one', () => {
    const { parameters, description, duration, parentUpstreamId } = fed({ heat: null, speed: 0 })
    expect(parameters).toEqual([
      { id: 'Speed', description: '', value: '0', valueType: 'decimal', unit: null },
    ])
    expect([description, duration, parentUpstreamId]).toEqual(['', '', null])
  })

  it('says nothing of what the mapping does not name', () => {
    const bare = fed(
      { text: 'x', minutes: 4 },
      { ...MAPPING, fields: { code: 'Code', name: 'Name' }, parameters: [] },
    )
    expect(bare).toMatchObject({ description: undefined, duration: undefined, parentUpstreamId: undefined })
    expect(fedSegmentFields(MAPPING)).toEqual([
      ...['code', 'name', 'description', 'duration', 'parent'],
      ...['parameters.Heat', 'parameters.Speed'],
    ])
  })

  it.each([
    ['seconds', 59.6, 'PT1M'],
    ['hours', '1.5', 'PT1H30M'],
    ['days', 2, 'PT48H'],
    ['minutes', 0, 'PT0S'],
    ['iso', 'P2D', 'P2D'],
  ] as const)('reads a duration in %s', (as, minutes, wanted) => {
    const mapping = { ...MAPPING, fields: { ...MAPPING.fields, duration: { field: 'Minutes', as } } }
    expect(fed({ minutes }, mapping).duration).toBe(wanted)
  })

  it('tells what cannot be read, and keeps what PostgreSQL cannot hold away', () => {
    expect(fed({ minutes: 'soon' }).faults).toEqual(['“soon” is no number of minutes.'])
    expect(fed({ minutes: -5 }).faults).toEqual(['“-5” is no number of minutes.'])
    expect(fed({ code: ['a'] }).faults).toEqual(['What code holds cannot be read as a text.'])
    expect(fed({ parent: 'x' }).faults).toEqual(['What it stands below cannot be read.'])
    expect(fed({ name: 'a\0b\ud800' })).toMatchObject({ name: 'ab\ufffd' })
  })
})
