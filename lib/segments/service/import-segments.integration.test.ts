import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { isVisible } from '@/lib/platform/visible'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment, editorOfSegments, parentOf, removeProductsAndSegments } from '@/lib/testing/segments'
import { exportB2mml } from './export-segments'
import { importSegments, planImport } from './import-segments'

const TEMPERATURE = {
  id: 'Temperature',
  description: 'Of the mash',
  value: '66.50',
  valueType: 'decimal',
  unit: 'Cel',
}
async function exported(ctx: Ctx = personWith('viewer')): Promise<string> {
  return JSON.stringify(await exportB2mml(ctx))
}

async function outcomes(ctx: Ctx, document: string): Promise<string[]> {
  const { entries } = await planImport(ctx, document)
  return entries.map(({ code, outcome }) => `${code} ${outcome}`)
}

async function addBrewery(): Promise<void> {
  const brew = await addSegment('BREW', { name: 'Brewing', tags: ['hot'] })
  const mash = await addSegment('MASH', {
    parentId: brew,
    description: 'Stirred,\nslowly',
    parameters: [TEMPERATURE],
    duration: 'PT1H',
    tags: ['hot'],
  })
  await addSegment('COOL', { status: 'archived' })
  const productId = await addProduct('ALE', 'Sasquatch Ale')
  const overrides = [{ id: 'Temperature', value: '68', valueType: 'decimal', unit: 'Cel' }]
  await db().productSegment.createMany({
    data: [
      { productId, segmentId: mash, position: 1, parameters: overrides, duration: 'PT1H30M' },
      { productId, segmentId: brew, position: 2 },
    ],
  })
}

beforeEach(removeProductsAndSegments)

describe('what was exported', () => {
  it('comes back equal into an empty portal: tree, parameters, units, durations and overrides', async () => {
    await addBrewery()
    const first = await exported()
    await removeProductsAndSegments()
    await addProduct('ALE', 'Sasquatch Ale')
    const ctx = await editorOfSegments()
    expect(await outcomes(ctx, first)).toEqual(['BREW add', 'MASH add', 'COOL add', 'ALE add'])
    await importSegments(ctx, { document: first })
    expect(await exported()).toBe(first)
    expect(await parentOf('MASH')).toBe('BREW')
    expect(await outcomes(ctx, first)).toEqual(['BREW same', 'MASH same', 'COOL same', 'ALE same'])
  })

  it('comes back equal whatever the tree, the values and the order', async () => {
    const ctx = await editorOfSegments()
    const segment = fc.record({
      above: fc.nat(20),
      name: fc
        .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
        .map((text) => (isVisible(text) ? text.trim() : 'x')),
      value: fc.integer().map(String),
      unit: fc.constantFrom(null, 'kg', '/min', '{bottle}'),
      duration: fc.constantFrom(null, 'PT5M', 'P1DT2H'),
      tags: fc.subarray(['hot', 'cold']),
      uses: fc.nat(3),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 6 }), async (list) => {
        await removeProductsAndSegments()
        const products = [await addProduct('P-1', 'One'), await addProduct('P-2', 'Two')]
        const ids: string[] = []
        for (const [index, { above, name, value, unit, duration, tags, uses }] of list.entries()) {
          const parentId = index === 0 || above % 3 === 0 ? null : (ids[above % index] ?? null)
          const parameter = { id: 'P', description: name, value, valueType: 'integer', unit }
          // Codes against the order of the tree, so that a parent may come after what stands below it.
          const code = `S-${9 - index}`
          ids.push(await addSegment(code, { name, parentId, duration, tags, parameters: [parameter] }))
          for (let step = 0; step < uses; step += 1) {
            const productId = products[step % 2] ?? ''
            const position = (await db().productSegment.count({ where: { productId } })) + 1
            const { description: _, ...override } = parameter
            const parameters = step === 2 ? [override, { ...override, id: 'Extra' }] : []
            await db().productSegment.create({
              data: { productId, segmentId: ids.at(-1) ?? '', position, parameters, duration },
            })
          }
        }
        const first = await exported()
        await removeProductsAndSegments()
        await addProduct('P-1', 'One')
        await addProduct('P-2', 'Two')
        await importSegments(ctx, { document: first })
        expect(await exported()).toBe(first)
      }),
      { numRuns: 12 },
    )
  })
})

describe('an import', () => {
  it('says what it would change, and writes nothing before it is carried out; then one row a record', async () => {
    await addBrewery()
    const ctx = await editorOfSegments()
    const document = (await exported())
      .replace('"66.50"', '"67"')
      .replace('"ProcessSegmentChild"', '"Version":"2","ProcessSegmentChild"')
    const plan = await planImport(ctx, document)
    expect(plan.entries).toMatchObject([
      { code: 'BREW', outcome: 'same', reasons: ['not kept by the portal: Version'] },
      {
        code: 'MASH',
        outcome: 'change',
        changes: { parameters: { after: [expect.stringContaining('67 Cel')] } },
      },
      { code: 'COOL', outcome: 'same' },
      { code: 'ALE', outcome: 'same' },
    ])
    const mash = await db().processSegment.findUniqueOrThrow({ where: { codeKey: 'mash' } })
    expect(mash.version).toBe(1)
    await importSegments(ctx, { document, fingerprint: plan.fingerprint })
    expect(await auditOf(mash.id)).toMatchObject([{ action: 'segment.imported', outcome: 'done' }])
    expect(await db().auditEvent.count({ where: { actorId: ctx.actor.id, outcome: 'done' } })).toBe(1)
  })

  it('is refused when the plan is no longer the one that was shown, with nothing done', async () => {
    await addBrewery()
    const ctx = await editorOfSegments()
    const document = (await exported()).replace('Brewing', 'Brewing!')
    const { fingerprint } = await planImport(ctx, document)
    await db().processSegment.update({ where: { codeKey: 'brew' }, data: { name: 'Something else' } })
    await expect(importSegments(ctx, { document, fingerprint })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'plan changed' },
    })
    expect((await db().processSegment.findUniqueOrThrow({ where: { codeKey: 'brew' } })).name).toBe(
      'Something else',
    )
  })

  it('turns a tree upside down in one go, and skips what would close a circle', async () => {
    const a = await addSegment('A')
    await addSegment('B', { parentId: a })
    const ctx = await editorOfSegments()
    const nest = (outer: object, inner: object) =>
      JSON.stringify({
        ProcessSegmentInformation: { ID: 'x', ProcessSegment: [{ ...outer, ProcessSegmentChild: [inner] }] },
      })
    const top = [{ ID: 'portal.parent', Value: [] }]
    const turned = nest(
      { ID: 'B', Description: ['Segment B'], ProcessSegmentParameter: top },
      { ID: 'A', Description: ['Segment A'] },
    )
    await importSegments(ctx, { document: turned })
    expect([await parentOf('A'), await parentOf('B')]).toEqual(['B', null])
    const circle = nest({ ID: 'A', Description: ['Segment A'] }, { ID: 'B', Description: ['Segment B'] })
    expect((await planImport(ctx, circle)).entries).toMatchObject([
      { code: 'A', outcome: 'same' },
      { code: 'B', outcome: 'skip', reasons: ['It would stand below itself.'] },
    ])
  })

  it('skips what is wrong, with what was to stand below it, and products whose segments are missing', async () => {
    await addProduct('ALE', 'Ale')
    const ctx = await editorOfSegments()
    const document = JSON.stringify({
      ProcessSegmentInformation: {
        ID: 'x',
        ProcessSegment: [
          { ID: 'a b', ProcessSegmentChild: [{ ID: 'CHILD' }] },
          {
            ID: 'GOOD',
            ProcessSegmentParameter: [{ ID: 'T', Value: [{ ValueString: '1', UnitOfMeasure: 'Kg' }] }],
          },
          { ID: 'FINE' },
          { ID: 'fine' },
        ],
      },
      OperationsDefinitionInformation: {
        ID: 'x',
        OperationsDefinition: [
          { ID: 'ALE', OperationsSegment: [{ ID: '1', ProcessSegmentID: ['GOOD'] }] },
          { ID: 'NONE', OperationsSegment: [{ ID: '1', ProcessSegmentID: ['FINE'] }] },
        ],
      },
    })
    expect((await planImport(ctx, document)).entries).toMatchObject([
      { outcome: 'skip', reasons: [expect.stringContaining('A code holds letters')] },
      {
        code: 'CHILD',
        outcome: 'skip',
        reasons: ['What it is to stand below, a b, is not there or is skipped.'],
      },
      { code: 'GOOD', outcome: 'skip', reasons: ['T: “Kg” is no unit of UCUM. Did you mean kg?'] },
      { code: 'FINE', outcome: 'add' },
      { code: 'fine', outcome: 'skip', reasons: ['The file has this code twice: the first counts.'] },
      { code: 'ALE', outcome: 'skip', reasons: ['The segment GOOD is not there.'] },
      { code: 'NONE', outcome: 'skip', reasons: ['There is no such product.'] },
    ])
  })

  it('knows a product by a code that it had: of two codes of one product the first counts', async () => {
    await addSegment('BREW')
    const productId = await addProduct('ALE', 'Ale')
    await db().product.update({ where: { id: productId }, data: { code: 'ALE-2', codeKey: 'ale-2' } })
    const ctx = await editorOfSegments()
    const steps = (code: string) => ({
      ID: code,
      OperationsSegment: [{ ID: '1', ProcessSegmentID: ['BREW'] }],
    })
    const document = JSON.stringify({
      OperationsDefinitionInformation: { ID: 'x', OperationsDefinition: [steps('ALE'), steps('ALE-2')] },
    })
    const { entries } = await importSegments(ctx, { document })
    expect(entries).toMatchObject([
      { code: 'ALE-2', outcome: 'add' },
      { outcome: 'skip', reasons: ['The file has this product twice: the first counts.'] },
    ])
    expect(await db().productSegment.count({ where: { productId } })).toBe(1)
    expect(await auditOf(productId)).toMatchObject([{ action: 'product.segments.updated' }])
  })

  it('changes many segments and products at once, each with its own row in the record and its version', async () => {
    const ctx = await editorOfSegments()
    const document = (name: string) =>
      JSON.stringify({
        ProcessSegmentInformation: {
          ID: 'x',
          ProcessSegment: Array.from({ length: 30 }, (_, n) => ({
            ID: `S-${n}`,
            Description: [`${name} ${n}`],
          })),
        },
        OperationsDefinitionInformation: {
          ID: 'x',
          OperationsDefinition: Array.from({ length: 10 }, (_, n) => ({
            ID: `P-${n}`,
            OperationsSegment: [
              { ID: '1', ProcessSegmentID: [`S-${n}`] },
              { ID: '2', ProcessSegmentID: [name === 'One' ? 'S-0' : 'S-29'] },
            ],
          })),
        },
      })
    for (let n = 0; n < 10; n += 1) await addProduct(`P-${n}`, 'Thing')
    await importSegments(ctx, { document: document('One') })
    await importSegments(ctx, { document: document('Other') })
    const rows = await db().auditEvent.groupBy({
      by: ['subjectKind', 'subjectId'],
      where: { actorId: ctx.actor.id, outcome: 'done' },
      _count: true,
    })
    expect(rows.map(({ subjectKind, _count }) => `${subjectKind} ${_count}`).sort()).toEqual([
      ...Array(10).fill('productSegments 2'),
      ...Array(30).fill('segment 2'),
    ])
    const segment = await db().processSegment.findUniqueOrThrow({ where: { codeKey: 's-7' } })
    expect(segment).toMatchObject({ name: 'Other 7', version: 2 })
    expect(await auditOf(segment.id)).toMatchObject([
      { changes: { code: { after: 'S-7' } } },
      { changes: { name: { before: 'One 7', after: 'Other 7' } } },
    ])
  })
})
