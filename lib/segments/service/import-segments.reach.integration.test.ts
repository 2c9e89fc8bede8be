import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment, editorOfSegments, parentOf, removeProductsAndSegments } from '@/lib/testing/segments'
import { exportB2mml } from './export-segments'
import { importSegments, planImport } from './import-segments'

const HOT = { kind: 'tag', in: ['hot'] } as const

beforeEach(removeProductsAndSegments)

describe('who imports', () => {
  it('holds to the reach of the one who imports: what they may not see or change is skipped', async () => {
    await addSegment('MASH', { tags: ['hot'] })
    await addSegment('COLD', { tags: ['cold'] })
    const held = await editorOfSegments(HOT)
    const document = JSON.stringify({
      ProcessSegmentInformation: {
        ID: 'x',
        ProcessSegment: [
          { ID: 'COLD' },
          { ID: 'PLAIN' },
          {
            ID: 'NEW-HOT',
            ProcessSegmentParameter: [{ ID: 'portal.tags', Value: [{ ValueString: 'hot' }] }],
          },
          { ID: 'MASH', ProcessSegmentParameter: [{ ID: 'portal.tags', Value: [] }] },
        ],
      },
    })
    expect((await planImport(held, document)).entries).toMatchObject([
      { code: 'COLD', outcome: 'skip', reasons: ['Its code is taken by a segment out of your reach.'] },
      { code: 'PLAIN', outcome: 'skip', reasons: ['Its tags would put it out of your reach.'] },
      { code: 'NEW-HOT', outcome: 'add' },
      { code: 'MASH', outcome: 'skip', reasons: ['Its tags would put it out of your reach.'] },
    ])
  })

  it('leaves a segment where it stands when one who cannot see that place brings it back', async () => {
    const cold = await addSegment('COLD')
    await addSegment('HOT', { parentId: cold, tags: ['hot'], name: 'Old' })
    const held = await editorOfSegments(HOT)
    const document = JSON.stringify(await exportB2mml(held))
    expect(document).not.toContain('COLD')
    await importSegments(held, { document: document.replace('Old', 'New') })
    expect(await parentOf('HOT')).toBe('COLD')
  })

  it('does not learn by guesses what a segment stands below that they cannot see', async () => {
    const cold = await addSegment('COLD')
    await addSegment('HOT', { parentId: cold, tags: ['hot'], name: 'HOT' })
    await addSegment('ELSE', { tags: ['hot'] })
    const held = await editorOfSegments(HOT)
    const below = (code: string, more: object[] = []) => {
      const place = { ID: 'portal.parent', Value: [{ ValueString: code }] }
      const segments = [{ ID: 'HOT', ProcessSegmentParameter: [place] }, ...more]
      return JSON.stringify({ ProcessSegmentInformation: { ID: 'x', ProcessSegment: segments } })
    }
    const guessed = await planImport(held, below('COLD'))
    const wrong = await planImport(held, below('NONE'))
    expect(JSON.stringify(guessed.entries).replaceAll('COLD', 'NONE')).toBe(JSON.stringify(wrong.entries))
    expect(wrong.entries).toMatchObject([{ code: 'HOT', outcome: 'skip' }])
    // Named beside, it is not told as the place that the segment leaves.
    const { entries } = await importSegments(held, { document: below('ELSE', [{ ID: 'COLD' }]) })
    expect(entries[0]).toMatchObject({ outcome: 'change', changes: { parentCode: { before: null } } })
    // The record tells it as it was.
    const { id } = await db().processSegment.findUniqueOrThrow({ where: { codeKey: 'hot' } })
    expect(await auditOf(id, 'segment.imported')).toMatchObject([
      { changes: { parentCode: { before: 'COLD', after: 'ELSE' } } },
    ])
  })

  it('does not learn by guesses which codes are one product that they cannot see', async () => {
    await addSegment('MASH', { tags: ['hot'] })
    const id = await addProduct('OLD-1', 'Not theirs')
    await db().product.update({ where: { id }, data: { code: 'NEW-1', codeKey: 'new-1', version: 2 } })
    const held = await editorOfSegments(HOT)
    const definitions = ['OLD-1', 'NEW-1', 'NONE-1'].map((ID) => ({
      ID,
      OperationsType: 'Production',
      OperationsSegment: [{ ID: '1', ProcessSegmentID: ['MASH'] }],
    }))
    const document = { OperationsDefinitionInformation: { ID: 'x', OperationsDefinition: definitions } }
    const { entries } = await planImport(held, JSON.stringify(document))
    expect(entries.map(({ reasons }) => reasons)).toEqual(Array(3).fill(['There is no such product.']))
    expect(await auditOf(id)).toMatchObject([{ action: 'product.segments.updated', outcome: 'refused' }])
  })

  it('is refused to a viewer, and recorded', async () => {
    const viewer = personWith('viewer')
    await expect(planImport(viewer, '{}')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(importSegments(viewer, { document: '{}' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const rows = await db().auditEvent.findMany({ where: { actorId: viewer.actor.id } })
    expect(rows).toMatchObject([{ action: 'segment.imported', outcome: 'refused' }])
    await expect(exportB2mml(personWith(null))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('of what is no B2MML is refused in words', async () => {
    const ctx = await editorOfSegments()
    await expect(planImport(ctx, 'nonsense')).rejects.toMatchObject({
      fieldErrors: { document: [expect.stringContaining('This is no JSON')] },
    })
    await expect(planImport(ctx, '{}')).rejects.toMatchObject({
      fieldErrors: { document: ['The document holds no process segment and no operations definition.'] },
    })
  })
})
