import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { isVisible } from '@/lib/platform/visible'
import type { Exchange, ExchangedSegment } from '../model/exchange'
import type { ParameterValue, SegmentParameter } from '../model/parameter'
import { checkDocument } from './check-document'
import { fromB2mml } from './from-b2mml'
import { toB2mml } from './to-b2mml'

/** The whole schema takes two seconds to compile on a machine that does nothing else. */
const COMPILE_TIMEOUT_MS = 120_000

const words = fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.trim().toWellFormed())
const name = words.map((text) => (isVisible(text) ? text : 'Step'))
const decimal = fc
  .tuple(fc.constantFrom('', '-'), fc.nat(10 ** 6), fc.nat(10 ** 6))
  .map(([sign, whole, part]) => `${sign}${whole}.${part}`)
const days = fc
  .integer({ min: 0, max: 40_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
const durations = fc.constantFrom('PT45M', 'PT1H30M', 'P2D', 'P1Y2M3DT4H5M6.5S', 'PT0S')
const units = fc.constantFrom(null, 'Cel', 'kg', 'hL', '/min', '{bottle}', 'g/L', '%')

const value: fc.Arbitrary<Omit<ParameterValue, 'id'>> = fc.oneof(
  fc.record({ value: decimal, valueType: fc.constant('decimal' as const), unit: units }),
  fc.record({ value: fc.nat().map(String), valueType: fc.constant('integer' as const), unit: units }),
  fc.record({ value: words, valueType: fc.constant('string' as const), unit: fc.constant(null) }),
  fc.record({
    value: fc.constantFrom('true', 'false', ''),
    valueType: fc.constant('boolean' as const),
    unit: fc.constant(null),
  }),
  fc.record({ value: days, valueType: fc.constant('date' as const), unit: fc.constant(null) }),
  fc.record({ value: durations, valueType: fc.constant('duration' as const), unit: fc.constant(null) }),
)

const values: fc.Arbitrary<ParameterValue[]> = fc
  .array(value, { maxLength: 5 })
  .map((list) => list.map((one, index) => ({ id: `Parameter ${index} µ`, ...one })))
const parameters: fc.Arbitrary<SegmentParameter[]> = fc
  .tuple(values, fc.array(words, { minLength: 5, maxLength: 5 }))
  .map(([list, texts]) => list.map((one, index) => ({ ...one, description: texts[index] ?? '' })))

const segment = fc.record({
  name,
  description: words,
  parameters,
  duration: fc.option(durations),
  tags: fc.uniqueArray(fc.constantFrom('hot', 'cold', 'röd 1', 'a.b'), { maxLength: 3 }),
  status: fc.constantFrom('active' as const, 'archived' as const),
  above: fc.nat(),
})

/** Segments in the order of a walk through the tree, as an export writes them. */
const segments: fc.Arbitrary<ExchangedSegment[]> = fc.array(segment, { maxLength: 8 }).map((list) => {
  const placed = list.map(({ above, ...rest }, index) => {
    const parent = index === 0 ? 0 : above % (index + 1)
    return { ...rest, code: `S-${index}`, parentCode: parent === index ? null : `S-${parent}` }
  })
  const walk = (parentCode: string | null): ExchangedSegment[] =>
    placed.filter((one) => one.parentCode === parentCode).flatMap((one) => [one, ...walk(one.code)])
  return walk(null)
})

const exchange: fc.Arbitrary<Exchange> = segments.chain((list) =>
  fc.record({
    segments: fc.constant(list),
    products: fc
      .array(
        fc.array(fc.record({ at: fc.nat(), duration: fc.option(durations), parameters: values }), {
          maxLength: 5,
        }),
        { maxLength: 3 },
      )
      .map((products) =>
        products.map((steps, index) => ({
          code: `NW-00${index}`,
          name: `Product ${index}`,
          steps: steps.flatMap(({ at, ...overrides }) => {
            const code = list[at % Math.max(1, list.length)]?.code
            return code === undefined ? [] : [{ segmentCode: code, ...overrides }]
          }),
        })),
      ),
  }),
)

const FULL: Exchange = {
  segments: [
    {
      code: 'BREW',
      name: 'Brewing',
      description: '',
      parentCode: null,
      parameters: [],
      duration: null,
      tags: [],
      status: 'active',
    },
    {
      code: 'MASH',
      name: 'Mashing',
      description: 'In the tun,\nstirred',
      parentCode: 'BREW',
      parameters: [
        { id: 'Temperature', description: 'Of the mash', value: '66.50', valueType: 'decimal', unit: 'Cel' },
        { id: 'Stirred', description: '', value: 'true', valueType: 'boolean', unit: null },
      ],
      duration: 'PT1H',
      tags: ['hot'],
      status: 'archived',
    },
  ],
  products: [
    {
      code: 'NW-034',
      name: 'Sasquatch Ale',
      steps: [
        {
          segmentCode: 'MASH',
          duration: 'PT1H30M',
          parameters: [{ id: 'Temperature', value: '68', valueType: 'decimal', unit: 'Cel' }],
        },
      ],
    },
  ],
}

describe('segments as B2MML', () => {
  let valid: (name: string, value: unknown) => boolean

  beforeAll(() => {
    const schema = JSON.parse(readFileSync('lib/segments/b2mml/AllSchemas.json', 'utf8')) as object
    const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, validateFormats: false })
    ajv.addSchema(schema, 'b2mml')
    const types = ['ProcessSegmentType', 'OperationsDefinitionType', 'OperationsSegmentType', 'ParameterType']
    const checks = new Map(types.map((type) => [type, ajv.compile({ $ref: `b2mml#/$defs/${type}` })]))
    checks.set('document', ajv.compile({ $ref: 'b2mml' }))
    valid = (type, one) => checks.get(type)?.(one) === true
  }, COMPILE_TIMEOUT_MS)

  it('hold to the published schema, whole and part by part', () => {
    const document = toB2mml(FULL)
    expect(valid('document', document)).toBe(true)
    const [brew] = document.ProcessSegmentInformation?.ProcessSegment ?? []
    expect(valid('ProcessSegmentType', brew)).toBe(true)
    expect(valid('ProcessSegmentType', brew?.ProcessSegmentChild?.[0])).toBe(true)
    const [ale] = document.OperationsDefinitionInformation?.OperationsDefinition ?? []
    expect(valid('OperationsDefinitionType', ale)).toBe(true)
    expect(ale?.OperationsSegment?.[0]).toEqual({
      ID: 'NW-034/1',
      ProcessSegmentID: ['MASH'],
      Duration: 'PT1H30M',
      ParameterSpecification: [
        { ID: 'Temperature', Value: [{ ValueString: '68', DataType: 'decimal', UnitOfMeasure: 'Cel' }] },
      ],
    })
    expect(valid('ProcessSegmentType', { ...brew, Surprise: 1 })).toBe(false)
    expect(valid('document', { ...document, Surprise: {} })).toBe(false)
  })

  it(
    'come back equal, whatever they hold, and hold to the schema',
    () => {
      fc.assert(
        fc.property(exchange, (sent) => {
          const text = JSON.stringify(toB2mml(sent))
          const { document, faults } = checkDocument(text)
          expect(faults).toBeNull()
          if (document === null) return
          expect(valid('document', document)).toBe(true)
          const read = fromB2mml(document)
          expect(
            [...read.segments, ...read.products].flatMap((one) => [...one.faults, ...one.notes]),
          ).toEqual([])
          const back = {
            segments: read.segments.flatMap(({ value: one }) => (one === null ? [] : [one])),
            products: read.products.flatMap(({ value: one }) => (one === null ? [] : [one])),
          }
          expect(back).toEqual(sent)
          expect(JSON.stringify(toB2mml(back))).toBe(text)
        }),
        { numRuns: 150 },
      )
    },
    COMPILE_TIMEOUT_MS,
  )
})
