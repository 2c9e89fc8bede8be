import { beforeAll, describe, expect, it } from 'vitest'
import type { Condition } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import { MAX_PLACES, toTree } from '../model/tree'
import { canRead } from '../policy'
import { listWhole } from '../repository/record'
import { suggestResponse } from '../routes'
import { segmentQuery } from '../schema'
import { getSegment, listPlaces } from './get-segment'
import { findSegments, listLatelyChanged, listReachable, listSegments } from './list-segments'

let owner: string

beforeAll(async () => {
  owner = (await db().user.create({ data: { issuer: 'i', subject: 's', name: 'Olga' } })).id
  const brew = await addSegment('BREW', { name: 'Brewing', tags: ['hot'] })
  const mash = await addSegment('BREW-2', { name: 'Maischen 100%', parentId: brew, tags: ['hot', 'wet'] })
  await addSegment('BREW-10', { name: 'Gärung', parentId: brew, status: 'archived', ownerId: owner })
  await addSegment('REST', { name: 'Protein rest', parentId: mash })
})

const HELD: (Condition | null)[] = [
  null,
  { kind: 'tag', in: ['wet'] },
  { kind: 'tag', in: ['hot', 'none'] },
  { kind: 'tag', in: ['x'] },
  { kind: 'own' },
  { kind: 'productGroup', in: ['BEVERAGES'] },
]

describe('the tree of segments', () => {
  it('comes in the order of codes, figures as figures', async () => {
    const { rows } = await listSegments(personWith('viewer'), segmentQuery.parse({}))
    const [brew] = toTree(rows)
    expect(brew?.children.map(({ row }) => row.code)).toEqual(['BREW-2', 'BREW-10'])
  })

  it('holds what the policy holds, for every condition', async () => {
    const all = await listWhole(null)
    for (const condition of HELD) {
      const ctx = personWith('viewer', condition, owner)
      const expected = all.filter((segment) => canRead(ctx.actor, segment)).map(({ code }) => code)
      const list = listSegments(ctx, segmentQuery.parse({}))
      if (condition?.kind === 'productGroup') await expect(list).rejects.toMatchObject({ code: 'FORBIDDEN' })
      else expect((await list).rows.map(({ code }) => code).sort()).toEqual([...expected].sort())
    }
  })

  it('shows at the top, and tells nothing of, what a segment stands below out of reach', async () => {
    const ctx = personWith('viewer', { kind: 'tag', in: ['wet'] })
    const { rows } = await listSegments(ctx, segmentQuery.parse({}))
    expect(rows).toMatchObject([{ code: 'BREW-2', parentId: null }])
    expect((await getSegment(ctx, 'BREW-2')).segment.parent).toBeNull()
    expect((await getSegment(personWith('viewer'), 'BREW-2')).segment.parent).toMatchObject({ code: 'BREW' })
  })

  it.each([
    [{ q: 'garung' }, ['BREW-10']],
    [{ q: '100%' }, ['BREW-2']],
    [{ q: 'brew', status: 'active' }, ['BREW', 'BREW-2']],
    [{ tag: 'wet' }, ['BREW-2']],
    [{ q: 'nothing of the kind' }, []],
  ])('finds %j', async (query, codes) => {
    const { rows, matching } = await listSegments(personWith('viewer'), segmentQuery.parse(query))
    expect(rows.filter(({ id }) => matching?.has(id)).map(({ code }) => code)).toEqual(codes)
  })

  it('offers a segment no place in its own branch', async () => {
    const { segment } = await getSegment(personWith('viewer'), 'brew-2')
    const places = await listPlaces(personWith('viewer'), segment)
    expect(places?.map(({ code }) => code)).toEqual(['BREW', 'BREW-10'])
  })

  it('offers no list of places where there are too many to choose from, and finds them by what is typed', async () => {
    const many = Array.from({ length: MAX_PLACES }, (_, n) => ({
      code: `Z-${n}`,
      codeKey: `z-${n}`,
      name: 'Zed',
    }))
    await db().processSegment.createMany({ data: many })
    expect(await listPlaces(personWith('viewer'), null)).toBeNull()
    expect(await listPlaces(personWith('viewer', { kind: 'tag', in: ['wet'] }), null)).toHaveLength(1)
    const asked = (q: string) => new Request(`http://x/segments/codes.json?q=${encodeURIComponent(q)}`)
    const found = await suggestResponse(personWith('viewer'), asked('z-17'))
    expect((await found.json())[0]).toEqual({ code: 'Z-17', name: 'Zed' })
    const other = await suggestResponse(personWith('viewer', { kind: 'tag', in: ['wet'] }), asked('z-17'))
    expect(await other.json()).toEqual([])
    expect(await (await suggestResponse(personWith('viewer'), asked(' '))).json()).toEqual([])
    await db().processSegment.deleteMany({ where: { codeKey: { startsWith: 'z-' } } })
  })

  it('tells what changed lately, and names what was pinned, in the reader’s scope alone', async () => {
    const all = await listWhole(null)
    await db().processSegment.update({ where: { codeKey: 'rest' }, data: { version: 2 } })
    const later = new Date(Date.now() + 60_000)
    await db().processSegment.update({
      where: { codeKey: 'brew-2' },
      data: { version: 2, updatedAt: later },
    })
    for (const condition of HELD) {
      const ctx = personWith('viewer', condition, owner)
      const reached = all.filter((segment) => canRead(ctx.actor, segment))
      const ids = all.map(({ id }) => id)
      if (condition?.kind === 'productGroup') {
        await expect(listReachable(ctx, ids)).rejects.toMatchObject({ code: 'FORBIDDEN' })
        await expect(listLatelyChanged(ctx, 8)).rejects.toMatchObject({ code: 'FORBIDDEN' })
        continue
      }
      const named = await listReachable(ctx, [...ids, crypto.randomUUID(), 'no id'])
      expect(named.map(({ code }) => code).sort()).toEqual(reached.map(({ code }) => code).sort())
      const changed = ['BREW-2', 'REST'].filter((code) => reached.some((one) => one.code === code))
      expect((await listLatelyChanged(ctx, 8)).map(({ code }) => code)).toEqual(changed)
    }
    expect(await listLatelyChanged(personWith('viewer'), 1)).toMatchObject([
      { code: 'BREW-2', updatedAt: later },
    ])
  })

  it('is published to search in the reader’s scope', async () => {
    expect((await findSegments(personWith('viewer'), 'brew', 2)).map(({ code }) => code)).toEqual([
      'BREW',
      'BREW-10',
    ])
    expect(await findSegments(personWith('viewer', { kind: 'tag', in: ['x'] }), 'brew', 5)).toEqual([])
  })
})

describe('a segment', () => {
  it('out of reach is not there, and the refused read is recorded', async () => {
    const ctx = personWith('viewer', { kind: 'tag', in: ['wet'] })
    await expect(getSegment(ctx, 'REST')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(getSegment(ctx, 'NO-SUCH')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const rows = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(rows).toMatchObject([{ action: 'segment.read', outcome: 'refused' }])
  })

  it('tells what stands below it and what may be done', async () => {
    const card = await getSegment(personWith('editor'), 'brew')
    expect(card).toMatchObject({ mayEdit: true, mayCreate: true, segment: { code: 'BREW' } })
    expect(card.children.map(({ code }) => code)).toEqual(['BREW-2', 'BREW-10'])
    expect((await getSegment(personWith('viewer'), 'BREW')).mayEdit).toBe(false)
  })
})
