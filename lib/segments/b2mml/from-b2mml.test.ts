import { describe, expect, it } from 'vitest'
import { checkDocument } from './check-document'
import { fromB2mml } from './from-b2mml'

function read(...segments: unknown[]) {
  const text = JSON.stringify({ ProcessSegmentInformation: { ID: 'x', ProcessSegment: segments } })
  const { document, faults } = checkDocument(text)
  if (document === null) throw new Error(faults?.join())
  return fromB2mml(document).segments
}

describe('somebody else’s B2MML', () => {
  it('is read with attributes beside its texts, and other words for kinds of value', () => {
    const [segment] = read({
      ID: { $: 'MASH', '@schemeName': 'plant' },
      Description: [{ $: 'Mashing', '@languageID': 'en' }],
      ProcessSegmentParameter: [
        { ID: 7, Value: [{ ValueString: 66, DataType: { $: 'Measure' }, UnitOfMeasure: 'Cel' }] },
        { ID: 'Count', Value: [{ ValueString: '3', DataType: 'nonNegativeInteger' }] },
        { ID: 'Bare', Value: [{ ValueString: '1.5' }] },
        { ID: 'Words', Value: [{ ValueString: 'slow' }] },
        { ID: 'Nothing', Value: [{ ValueString: null }] },
      ],
    })
    expect(segment?.faults).toEqual([])
    expect(segment?.value).toEqual({
      code: 'MASH',
      name: 'Mashing',
      parameters: [
        { id: '7', description: '', value: '66', valueType: 'decimal', unit: 'Cel' },
        { id: 'Count', description: '', value: '3', valueType: 'integer', unit: null },
        { id: 'Bare', description: '', value: '1.5', valueType: 'decimal', unit: null },
        { id: 'Words', description: '', value: 'slow', valueType: 'string', unit: null },
        { id: 'Nothing', description: '', value: '', valueType: 'string', unit: null },
      ],
    })
  })

  it('says what of it the portal does not keep', () => {
    const [segment] = read({
      ID: 'MASH',
      Version: '7',
      EquipmentSegmentSpecification: [{ ID: 'Tun' }],
      ProcessSegmentParameter: [{ ID: 'P', ParameterChild: [{ ID: 'Q' }] }],
    })
    expect(segment?.value?.name).toBe('MASH')
    expect(segment?.notes).toEqual([
      'not kept by the portal: Version, EquipmentSegmentSpecification',
      'P: not kept by the portal: ParameterChild',
    ])
  })

  it('names everything that is wrong with a segment', () => {
    const [segment] = read({
      ID: 'new',
      Description: [''],
      ProcessSegmentParameter: [
        { ID: 'T', Value: [{ ValueString: 'warm', DataType: 'decimal', UnitOfMeasure: 'Cel' }] },
        { ID: 't', Value: [{ ValueString: '1', DataType: 'decimal', UnitOfMeasure: 'degC' }] },
        { ID: 'S', Value: [{ ValueString: 'x', DataType: 'SVG' }] },
        { ID: 'M', Value: [{ ValueString: '1' }, { ValueString: '2' }] },
        { ID: 'Duration', Value: [{ ValueString: 'P2W' }] },
        { ID: 'portal.status', Value: [{ ValueString: 'gone' }] },
        { ID: 'portal.tags', Value: [{ ValueString: '<b>' }] },
      ],
    })
    expect(segment?.value).toBeNull()
    expect(segment?.faults).toEqual([
      'This word is part of the portal’s own addresses. Choose another code.',
      'S: the portal has no values of the kind SVG.',
      'M: it has several values, and the portal keeps one.',
      'T: This is no number. Write it like 68.5.',
      't: “degC” is no unit of UCUM. Did you mean Cel?',
      't: another parameter has this id.',
      'Weeks are not understood everywhere: write P14D.',
      '“<b>” cannot be a tag: a tag holds at most 40 letters, figures, spaces, dots and dashes.',
      '“gone” is no status.',
    ])
  })

  it('that does not hold to the schema is refused with the places that do not', () => {
    expect(checkDocument('{').faults?.[0]).toContain('This is no JSON')
    expect(checkDocument('[{"a":'.repeat(100_000)).faults).toEqual(['It is nested too deep.'])
    expect(checkDocument('[]').faults).toEqual(['/ must be object'])
    expect(checkDocument('{"ProcessSegment":[]}').faults).toEqual([
      '/ must NOT have additional properties: ProcessSegment',
    ])
    expect(checkDocument('{"ProcessSegmentInformation":{"ProcessSegment":[{}]}}').faults).toEqual([
      "/ProcessSegmentInformation must have required property 'ID'",
      "/ProcessSegmentInformation/ProcessSegment/0 must have required property 'ID'",
    ])
  })
})
