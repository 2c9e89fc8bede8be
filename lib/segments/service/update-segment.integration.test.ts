import { describe, expect, it } from 'vitest'
import type { Condition } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import type { SegmentId } from '../model/segment'
import { updateSegmentInput } from '../schema'
import { segmentHistory } from './segment-history'
import { setSegmentStatus, updateSegment } from './update-segment'

const HOT: Condition = { kind: 'tag', in: ['hot'] }

function typed(code: string, version: number, more: Record<string, string> = {}) {
  return updateSegmentInput.parse({
    code,
    version: String(version),
    name: 'Mashing',
    description: '',
    tags: 'hot',
    duration: 'PT1H',
    'parameters.0.no': '2',
    'parameters.0.id': 'Temperature',
    'parameters.0.value': '66.50',
    'parameters.0.unit': 'Cel',
    'parameters.1.no': '1',
    'parameters.1.id': 'Vessel',
    'parameters.1.valueType': 'string',
    'parameters.1.value': 'Tun 1',
    'parameters.5.id': '',
    ...more,
  })
}

describe('saving a segment', () => {
  it('writes fields and parameters in their order, raises the version and records what changed', async () => {
    const id = await addSegment('U-1', { name: 'Old', tags: ['hot'] })
    expect(await updateSegment(personWith('editor'), typed('u-1', 1))).toEqual({ code: 'U-1' })
    const row = await db().processSegment.findUniqueOrThrow({ where: { id } })
    expect(row).toMatchObject({ name: 'Mashing', version: 2, duration: 'PT1H' })
    expect(row.parameters).toEqual([
      { id: 'Vessel', description: '', value: 'Tun 1', valueType: 'string', unit: null },
      { id: 'Temperature', description: '', value: '66.50', valueType: 'decimal', unit: 'Cel' },
    ])
    expect(await auditOf(id)).toMatchObject([
      {
        action: 'segment.updated',
        outcome: 'done',
        changes: {
          name: { before: 'Old', after: 'Mashing' },
          duration: { before: null, after: 'PT1H' },
          parameters: { before: [], after: ['Vessel: Tun 1 [string]', 'Temperature: 66.50 Cel [decimal]'] },
        },
      },
    ])
    await updateSegment(personWith('editor'), typed('U-1', 2))
    expect(await auditOf(id)).toHaveLength(1)
  })

  it('refuses an unknown unit at the row where it was typed, and names the nearest', async () => {
    await addSegment('U-2', { tags: ['hot'] })
    await expect(
      updateSegment(personWith('editor'), typed('U-2', 1, { 'parameters.0.unit': 'degC' })),
    ).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { 'parameters.0.unit': ['“degC” is no unit of UCUM. Did you mean Cel?'] },
    })
  })

  it('refuses an older version, and lets one of six at once win', async () => {
    const id = await addSegment('U-3', { tags: ['hot'] })
    await expect(updateSegment(personWith('editor'), typed('U-3', 7))).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: { yours: 7, present: 1 },
    })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) =>
        updateSegment(personWith('editor'), typed('U-3', 1, { name: `N${n}` })),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await auditOf(id)).toHaveLength(1)
  })

  it('is refused to a viewer, not found for one who cannot read it, and both are recorded', async () => {
    const id = await addSegment('U-4', { tags: ['cold'] })
    const viewer = personWith('viewer')
    await expect(updateSegment(viewer, typed('U-4', 1))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const held = personWith('editor', HOT)
    await expect(updateSegment(held, typed('U-4', 1))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await auditOf('U-4')).toMatchObject([{ outcome: 'refused', actorId: viewer.actor.id }])
    expect(await auditOf(id)).toMatchObject([{ outcome: 'refused', actorId: held.actor.id }])
    expect((await db().processSegment.findUniqueOrThrow({ where: { id } })).version).toBe(1)
  })

  it('does not let a tag go by which the one who saves reaches it, unless it is their own', async () => {
    await addSegment('U-5', { tags: ['hot'] })
    const held = personWith('editor', HOT)
    await expect(updateSegment(held, typed('U-5', 1, { tags: 'cold' }))).rejects.toMatchObject({
      fieldErrors: { tags: [expect.stringContaining('Keep a tag')] },
    })
    const user = await db().user.create({ data: { issuer: 'i', subject: 's', name: 'Owner' } })
    const owner = personWith('editor', { kind: 'own' }, user.id)
    await expect(updateSegment(owner, typed('U-5', 1))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await db().processSegment.update({ where: { codeKey: 'u-5' }, data: { ownerId: user.id } })
    await updateSegment(owner, typed('U-5', 1, { tags: 'cold' }))
  })

  it('leaves a segment that a sync feeds to its sync', async () => {
    await addSegment('U-6', { source: 'mes', tags: ['hot'] })
    await expect(updateSegment(personWith('editor'), typed('U-6', 1))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})

describe('giving a segment to somebody', () => {
  const person = async (name: string, more: Record<string, unknown> = {}) =>
    (await db().user.create({ data: { issuer: 'i', subject: crypto.randomUUID(), name, ...more } })).id

  it('writes the owner, records who had it and who has it, and names them in the history', async () => {
    const [one, other] = [await person('Test One'), await person('Test Other')]
    const id = await addSegment('O-1', { tags: ['hot'], ownerId: one })
    await updateSegment(personWith('editor'), typed('O-1', 1, { ownerId: other }))
    expect((await db().processSegment.findUniqueOrThrow({ where: { id } })).ownerId).toBe(other)
    expect(await auditOf(id)).toMatchObject([{ changes: { ownerId: { before: one, after: other } } }])
    await updateSegment(personWith('editor'), typed('O-1', 2, { ownerId: '' }))
    const history = await segmentHistory(personWith('viewer'), { id: id as SegmentId })
    expect(history.map(({ changes }) => changes.ownerId)).toEqual([
      { before: 'Test Other', after: null },
      { before: 'Test One', after: 'Test Other' },
    ])
  })

  it('leaves the owner alone where the form names none', async () => {
    const one = await person('Test One')
    const id = await addSegment('O-2', { tags: ['hot'], ownerId: one })
    await updateSegment(personWith('editor'), typed('O-2', 1))
    expect((await db().processSegment.findUniqueOrThrow({ where: { id } })).ownerId).toBe(one)
  })

  it('takes people who are there and enabled; the one before may stay whatever became of them', async () => {
    const gone = await person('Test Gone', { disabledAt: new Date() })
    const id = await addSegment('O-3', { tags: ['hot'] })
    for (const ownerId of [gone, crypto.randomUUID()]) {
      await expect(updateSegment(personWith('editor'), typed('O-3', 1, { ownerId }))).rejects.toMatchObject({
        fieldErrors: { ownerId: ['Choose one of the people.'] },
      })
    }
    expect(() => typed('O-3', 1, { ownerId: 'nobody' })).toThrow('Choose one of the people.')
    await db().processSegment.update({ where: { id }, data: { ownerId: gone } })
    await updateSegment(personWith('editor'), typed('O-3', 1, { ownerId: gone }))
    expect((await db().processSegment.findUniqueOrThrow({ where: { id } })).version).toBe(2)
  })

  it('is refused where the one who gives it would lose it from their hands', async () => {
    const [one, other] = [await person('Test One'), await person('Test Other')]
    const id = await addSegment('O-4', { tags: ['hot'], ownerId: one })
    const owner = personWith('editor', { kind: 'own' }, one)
    await expect(updateSegment(owner, typed('O-4', 1, { ownerId: other }))).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { ownerId: [expect.stringContaining('Stay its owner')] },
    })
    const held = personWith('editor', HOT, one)
    await updateSegment(held, typed('O-4', 1, { ownerId: other }))
    expect((await db().processSegment.findUniqueOrThrow({ where: { id } })).ownerId).toBe(other)
    await expect(updateSegment(owner, typed('O-4', 2))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('archiving a segment', () => {
  it('is done and undone, each with its row', async () => {
    const id = await addSegment('R-1')
    await setSegmentStatus(personWith('editor'), { code: 'R-1', version: 1, status: 'archived' })
    await setSegmentStatus(personWith('editor'), { code: 'R-1', version: 2, status: 'active' })
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['segment.archived', 'segment.restored'])
  })

  it('is refused for an older version, to a viewer, and on somebody else’s segment', async () => {
    await addSegment('R-2', { tags: ['cold'] })
    const archive = { code: 'R-2', version: 9, status: 'archived' } as const
    await expect(setSegmentStatus(personWith('editor'), archive)).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    await expect(setSegmentStatus(personWith('viewer'), archive)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(setSegmentStatus(personWith('editor', HOT), archive)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
