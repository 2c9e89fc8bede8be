import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { addProduct } from '@/lib/testing/products'
import { addSegment, editorOfSegments, parentOf, removeProductsAndSegments } from '@/lib/testing/segments'
import type { PlanEntry } from '../model/exchange'
import { exportB2mml } from './export-segments'
import { importSegments, planImport } from './import-segments'

type Json = Record<string, unknown>

function documentOf(segments: readonly Json[], products: readonly Json[] = []): string {
  return JSON.stringify({
    ProcessSegmentInformation: { ID: 'x', ProcessSegment: segments },
    OperationsDefinitionInformation: {
      ID: 'y',
      OperationsDefinition: products.map((one) => ({ OperationsType: 'Production', ...one })),
    },
  })
}

const below = (code: string) => ({ ID: 'portal.parent', Value: [{ ValueString: code, DataType: 'string' }] })
const measured = (id: string, text: string, unit?: string) => ({
  ID: id,
  Value: [{ ValueString: text, DataType: 'decimal', ...(unit === undefined ? {} : { UnitOfMeasure: unit }) }],
})

/** What came of each record, by its code. */
function told(entries: readonly PlanEntry[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ code, outcome, reasons }) => [code, [outcome, ...reasons].join(': ')]),
  )
}

beforeEach(removeProductsAndSegments)

describe('a hostile document', () => {
  it.each([
    ['nothing at all', '', 'This is no JSON'],
    ['half of one', '{"ProcessSegmentInformation":{"ID":"x"', 'This is no JSON'],
    ['a list', '[1,2,3]', 'must be object'],
    ['null', 'null', 'must be object'],
    ['segments that are a text', '{"ProcessSegmentInformation":{"ID":"x","ProcessSegment":"all"}}', 'array'],
    ['lists without end', '['.repeat(300_000), 'nested too deep'],
    ['a thousand segments in one another', nest(1_000), 'nested too deep'],
    ['a key of the language', '{"__proto__":{"x":1}}', 'additional properties: __proto__'],
    [
      'a million faults',
      `{"ProcessSegmentInformation":{"ID":"x","ProcessSegment":[${'1,'.repeat(1_000_000)}1]}}`,
      'must be object',
    ],
    [
      'too many records',
      documentOf(Array.from({ length: 2_001 }, (_, n) => ({ ID: `S-${n}` }))),
      '2001 records',
    ],
  ])('of %s is refused in words, with nothing done', async (_name, document, words) => {
    const ctx = await editorOfSegments()
    for (const attempt of [planImport(ctx, document), importSegments(ctx, { document })]) {
      await expect(attempt).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { document: expect.arrayContaining([expect.stringContaining(words)]) },
      })
    }
    expect(await db().processSegment.count()).toBe(0)
  })

  it('has each record told what is wrong with it: units, durations, circles, twins, lengths', async () => {
    const circle = (code: string, parent: string) => ({ ID: code, ProcessSegmentParameter: [below(parent)] })
    const duration = (text: string) => ({
      ID: 'Duration',
      Value: [{ ValueString: text, DataType: 'duration' }],
    })
    const { entries } = await planImport(
      await editorOfSegments(),
      documentOf([
        circle('RING-1', 'RING-2'),
        circle('RING-2', 'RING-3'),
        circle('RING-3', 'RING-1'),
        circle('SELF', 'self'),
        { ID: 'HANGS', ProcessSegmentParameter: [below('RING-1')] },
        { ID: 'UNIT', ProcessSegmentParameter: [measured('T', '1', 'degC')] },
        { ID: 'MARKUP', ProcessSegmentParameter: [measured('T', '1', '<b>')] },
        { ID: 'BACK', ProcessSegmentParameter: [duration('-PT5M')] },
        { ID: 'WEEKS', ProcessSegmentParameter: [duration('P2W')] },
        { ID: 'NAN', ProcessSegmentParameter: [measured('T', 'NaN')] },
        { ID: 'WORDS', Description: ['W', 'x'.repeat(5_001)] },
        { ID: 'NAME', Description: ['x'.repeat(201)] },
        {
          ID: 'MANY',
          ProcessSegmentParameter: Array.from({ length: 101 }, (_, n) => measured(`P${n}`, '1')),
        },
        { ID: 'Twin' },
        { ID: 'TWIN' },
        { ID: '../new' },
        { ID: 'compare' },
        { ID: 'GOOD' },
      ]),
    )
    expect(told(entries)).toEqual({
      'RING-1': 'skip: It would stand below itself.',
      'RING-2': 'skip: It would stand below itself.',
      'RING-3': 'skip: It would stand below itself.',
      SELF: 'skip: It would stand below itself.',
      HANGS: 'skip: What it is to stand below, RING-1, is not there or is skipped.',
      UNIT: 'skip: T: “degC” is no unit of UCUM. Did you mean Cel?',
      MARKUP: expect.stringContaining('skip: T: “<b>” is no unit of UCUM.'),
      BACK: expect.stringContaining('skip: “-PT5M” is no duration.'),
      WEEKS: expect.stringContaining('write P14D'),
      NAN: 'skip: T: This is no number. Write it like 68.5.',
      WORDS: 'skip: A description has at most 5,000 characters.',
      NAME: 'skip: A name has at most 200 characters.',
      MANY: 'skip: It has 101 parameters; at most 100 are kept.',
      Twin: 'add',
      TWIN: 'skip: The file has this code twice: the first counts.',
      '../new': 'skip: A code holds letters, figures, dots, dashes and underscores.',
      compare: expect.stringContaining('part of the portal’s own addresses'),
      GOOD: 'add',
    })
  })

  it('changes no product out of reach, and does not tell that one from none', async () => {
    await addSegment('MASH', { tags: ['hot'] })
    await addProduct('ALE', 'Ale', { tags: ['hot'] })
    const cold = await addProduct('LAGER', 'Lager', { tags: ['cold'] })
    const steps = (code: string) => ({
      ID: code,
      OperationsSegment: [
        { ID: '1', ProcessSegmentID: ['MASH'], ParameterSpecification: [measured('T', '1', 'Cel')] },
      ],
    })
    const document = documentOf([], ['ALE', 'LAGER', 'NONE'].map(steps))
    const held = await editorOfSegments({ kind: 'tag', in: ['hot'] })
    const plan = await importSegments(held, { document })
    expect(told(plan.entries)).toEqual({
      ALE: 'add',
      LAGER: 'skip: There is no such product.',
      NONE: 'skip: There is no such product.',
    })
    expect(await db().productSegment.count({ where: { productId: cold } })).toBe(0)
    expect(await db().productSegment.count()).toBe(1)
  })

  it('has text that is markup, quotes or turns round kept as text, and given back equal', async () => {
    const name = `</td><script>alert("1")</script> ' " \u202eesrever\u2069 ${'w'.repeat(120)}`
    const ctx = await editorOfSegments()
    await importSegments(ctx, {
      document: documentOf([{ ID: 'ODD', Description: [name, '<b>&amp;\u200f'] }]),
    })
    const row = await db().processSegment.findUniqueOrThrow({ where: { codeKey: 'odd' } })
    expect([row.name, row.description]).toEqual([name, '<b>&amp;\u200f'])
    const [odd] = (await exportB2mml(ctx)).ProcessSegmentInformation?.ProcessSegment ?? []
    expect(odd?.Description).toEqual([name, '<b>&amp;\u200f'])
  })
})

describe('a tree of four hundred levels', () => {
  it('is exported so that it can be read, and comes back equal', async () => {
    const ids = Array.from({ length: 400 }, () => crypto.randomUUID())
    await db().processSegment.createMany({
      data: ids.map((id, n) => ({
        id,
        code: `L-${n}`,
        codeKey: `l-${n}`,
        name: 'L',
        parentId: ids[n - 1] ?? null,
      })),
    })
    const ctx = await editorOfSegments()
    const first = JSON.stringify(await exportB2mml(ctx))
    await removeProductsAndSegments()
    const { entries } = await importSegments(ctx, { document: first })
    expect(entries.every(({ outcome }) => outcome === 'add')).toBe(true)
    expect(await parentOf('L-399')).toBe('L-398')
    expect(await parentOf('L-41')).toBe('L-40')
    expect(JSON.stringify(await exportB2mml(ctx))).toBe(first)
  }, 60_000)
})

/** Segments, each within the one before. */
function nest(depth: number): string {
  const open = Array.from({ length: depth }, (_, n) => `{"ID":"S-${n}","ProcessSegmentChild":[`)
  return `{"ProcessSegmentInformation":{"ID":"x","ProcessSegment":[${open.join('')}${']}'.repeat(depth)}]}}`
}
