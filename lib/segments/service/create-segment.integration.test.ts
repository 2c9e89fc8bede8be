import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { personWith } from '@/lib/testing/products'
import { addSegment, parentOf } from '@/lib/testing/segments'
import { createSegmentInput } from '../schema'
import { createSegment } from './create-segment'

function typed(code: string, more: Record<string, string> = {}) {
  return createSegmentInput.parse({ code, name: 'Mashing', ...more })
}

describe('making a segment', () => {
  it('writes it below its parent, owned by who made it, and records it', async () => {
    await addSegment('BREW')
    const user = await db().user.create({ data: { issuer: 'i', subject: 's', name: 'Maker' } })
    const ctx = personWith('editor', null, user.id)
    await createSegment(ctx, typed('MASH', { parentCode: 'brew', tags: 'Hot', duration: 'PT1H' }))
    expect(await parentOf('MASH')).toBe('BREW')
    const row = await db().processSegment.findUniqueOrThrow({ where: { codeKey: 'mash' } })
    expect(row).toMatchObject({ ownerId: user.id, tags: ['hot'], status: 'active', version: 1 })
    expect(await auditOf(row.id)).toMatchObject([
      { action: 'segment.created', outcome: 'done', changes: { code: { before: null, after: 'MASH' } } },
    ])
  })

  it('refuses a code that is taken in another case, and records nothing', async () => {
    const id = await addSegment('BOIL')
    await expect(createSegment(personWith('editor'), typed('boil'))).rejects.toMatchObject({
      fieldErrors: { code: ['Another segment has this code. Choose another one.'] },
    })
    expect(await auditOf(id)).toEqual([])
  })

  it('refuses a unit that is none and a parent that is not there', async () => {
    const unit = { 'parameters.3.id': 'T', 'parameters.3.value': '1', 'parameters.3.unit': 'Kg' }
    await expect(createSegment(personWith('editor'), typed('N-1', unit))).rejects.toMatchObject({
      fieldErrors: { 'parameters.3.unit': [expect.stringContaining('kg')] },
    })
    await expect(
      createSegment(personWith('editor'), typed('N-1', { parentCode: 'NO-SUCH' })),
    ).rejects.toMatchObject({ fieldErrors: { parentCode: ['Choose a segment that is there.'] } })
  })

  it('refuses a place below what is archived, in words', async () => {
    await addSegment('OLD', { status: 'archived' })
    await expect(
      createSegment(personWith('editor'), typed('N-3', { parentCode: 'OLD' })),
    ).rejects.toMatchObject({ fieldErrors: { parentCode: [expect.stringContaining('OLD is archived.')] } })
    expect(await db().processSegment.count({ where: { codeKey: 'n-3' } })).toBe(0)
  })

  it('is refused to a viewer with a row, and beyond the reach of one who is held to a tag', async () => {
    const viewer = personWith('viewer')
    await expect(createSegment(viewer, typed('N-2'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const refused = await db().auditEvent.findMany({ where: { actorId: viewer.actor.id } })
    expect(refused).toMatchObject([{ action: 'segment.created', outcome: 'refused' }])
    const user = await db().user.create({ data: { issuer: 'i', subject: 'held', name: 'Held' } })
    const held = personWith('editor', { kind: 'tag', in: ['hot'] }, user.id)
    await expect(createSegment(held, typed('N-2'))).rejects.toMatchObject({
      fieldErrors: { tags: [expect.stringContaining('Give it a tag')] },
    })
    await createSegment(held, typed('N-2', { tags: 'hot' }))
  })
})
