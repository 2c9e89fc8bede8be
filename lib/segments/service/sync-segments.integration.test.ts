import { beforeEach, describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db, inTransaction } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { personWith } from '@/lib/testing/products'
import { addSegment, parentOf, removeProductsAndSegments } from '@/lib/testing/segments'
import type { FedSegment, SegmentFeed } from '../model/synced'
import { updateSegmentInput } from '../schema'
import { importSegments, planImport } from './import-segments'
import { moveSegment } from './move-segment'
import { applySegmentSync, planSegmentSync } from './sync-segments'
import { setSegmentStatus, updateSegment } from './update-segment'

const FIELDS = ['code', 'name', 'duration', 'parent', 'parameters.Heat']
const editor = () => personWith('editor')

function fed(upstreamId: string, code: string, more: Partial<FedSegment> = {}): FedSegment {
  return {
    upstreamId,
    label: `“${code}” (no. ${upstreamId})`,
    code,
    name: `Step ${code}`,
    duration: '',
    parentUpstreamId: null,
    parameters: [],
    faults: [],
    ...more,
  }
}

const heat = (value: string, unit: string | null = 'Cel') => [
  { id: 'Heat', description: '', value, valueType: 'decimal' as const, unit },
]

function feed(rows: FedSegment[], asOf = new Date('2026-03-01T10:00:00Z')): SegmentFeed {
  return { source: 'fibery/steps', fields: FIELDS, tags: ['hot'], isDemo: false, asOf, rows }
}

async function sync(rows: FedSegment[], ctx: Ctx = editor(), asOf?: Date) {
  return await inTransaction((tx) => applySegmentSync(tx, ctx, feed(rows, asOf)))
}

const stored = (code: string) =>
  db().processSegment.findUniqueOrThrow({ where: { codeKey: code.toLowerCase() } })

beforeEach(removeProductsAndSegments)

describe('a sync of segments', () => {
  it('adds a tree as it is told, with its origin and a row of the audit record each', async () => {
    const ctx = editor()
    const { counts } = await sync(
      [fed('2', 'B', { parentUpstreamId: '1', parameters: heat('66'), duration: 'PT5M' }), fed('1', 'A')],
      ctx,
    )
    expect(counts).toEqual({ add: 2, change: 0, same: 0, refuse: 0, gone: 0 })
    expect(await parentOf('B')).toBe('A')
    const row = await stored('B')
    expect(row).toMatchObject({
      source: 'fibery/steps',
      upstreamId: '2',
      syncedFields: FIELDS,
      asOf: new Date('2026-03-01T10:00:00Z'),
      tags: ['hot'],
      duration: 'PT5M',
      ownerId: null,
      version: 1,
    })
    expect(await auditOf(row.id)).toMatchObject([
      {
        action: 'segment.synced',
        outcome: 'done',
        actorId: ctx.actor.id,
        changes: { code: { before: null, after: 'B' }, parentCode: { before: null, after: 'A' } },
      },
    ])
  })

  it('changes, moves, marks as gone and brings back; what is the same only gets younger', async () => {
    await sync([fed('1', 'A'), fed('2', 'B'), fed('3', 'C')])
    const later = new Date('2026-03-02T10:00:00Z')
    const { counts } = await sync(
      [fed('1', 'A'), fed('2', 'B2', { name: 'Renamed', parentUpstreamId: '1' })],
      editor(),
      later,
    )
    expect(counts).toEqual({ add: 0, change: 1, same: 1, refuse: 0, gone: 1 })
    expect(await stored('A')).toMatchObject({ version: 1, asOf: later })
    expect(await stored('B2')).toMatchObject({ version: 2, name: 'Renamed', upstreamId: '2' })
    expect(await parentOf('B2')).toBe('A')
    expect(await stored('C')).toMatchObject({ goneAt: later, status: 'active', version: 2 })
    const again = await sync([
      fed('1', 'A'),
      fed('3', 'C'),
      fed('2', 'B2', { name: 'Renamed', parentUpstreamId: '1' }),
    ])
    expect(again.counts).toMatchObject({ same: 2, change: 1 })
    const back = await stored('C')
    expect(back.goneAt).toBeNull()
    expect((await auditOf(back.id)).map(({ changes }) => Object.keys(changes as object))).toEqual([
      expect.arrayContaining(['code', 'name']),
      ['gone'],
      ['gone'],
    ])
  })

  it('is the same when it is done twice: nothing is written and nothing recorded', async () => {
    const rows = [
      fed('1', 'A', { parameters: heat('66.50'), duration: 'PT1H' }),
      fed('2', 'B', { parentUpstreamId: '1' }),
    ]
    await sync(rows)
    const before = await db().auditEvent.count()
    expect((await sync(rows)).counts).toMatchObject({ same: 2, add: 0, change: 0 })
    expect(await db().auditEvent.count()).toBe(before)
  })

  it('does not touch what is the portal’s own', async () => {
    await sync([fed('1', 'A', { parameters: heat('60') })])
    const { id } = await stored('A')
    const own = { id: 'Note', description: '', value: 'mind the step', valueType: 'string', unit: null }
    const user = await db().user.create({
      data: { issuer: 'i', subject: crypto.randomUUID(), name: 'Test Owner' },
    })
    await db().processSegment.update({
      where: { id },
      data: {
        tags: ['cold'],
        description: 'Ours',
        status: 'archived',
        ownerId: user.id,
        parameters: [own, ...heat('60')],
      },
    })
    await sync([fed('1', 'A', { name: 'Renamed', parameters: heat('70') })])
    expect(await stored('A')).toMatchObject({
      name: 'Renamed',
      tags: ['cold'],
      description: 'Ours',
      status: 'archived',
      ownerId: user.id,
      parameters: [own, heat('70')[0]],
    })
  })

  it('says row by row what it refuses, and why, and writes the others', async () => {
    await addSegment('TAKEN', { name: 'Ours' })
    const { entries } = await sync([
      fed('1', 'taken'),
      fed('2', ''),
      fed('3', 'U', { parameters: heat('5', 'celsius') }),
      fed('4', 'V', { parameters: heat('hot') }),
      fed('5', 'W', { duration: 'P1W' }),
      fed('6', 'X', { parentUpstreamId: '2' }),
      fed('7', 'GOOD'),
      fed('8', 'new'),
    ])
    expect(
      entries.map(({ label, outcome, reasons }) => `${label} ${outcome} ${reasons.join(' ')}`.trim()),
    ).toEqual([
      '“taken” (no. 1) refuse The code TAKEN is that of a segment kept in the portal, which is not written over: rename one of the two.',
      '“” (no. 2) refuse Give a code.',
      '“U” (no. 3) refuse Heat: “celsius” is no unit of UCUM. Did you mean Cel?',
      '“V” (no. 4) refuse Heat: This is no number. Write it like 68.5.',
      '“W” (no. 5) refuse Weeks are not understood everywhere: write P7D.',
      '“X” (no. 6) refuse It stands below “” (no. 2), which is refused.',
      '“GOOD” (no. 7) add',
      '“new” (no. 8) refuse This word is part of the portal’s own addresses. Choose another code.',
    ])
    expect(await stored('TAKEN')).toMatchObject({ name: 'Ours', source: 'portal', version: 1 })
    expect(await db().processSegment.count()).toBe(2)
  })

  it('is planned without a write, and the plan is what is carried out', async () => {
    await sync([fed('1', 'A'), fed('2', 'B')])
    const rows = [fed('1', 'A', { name: 'Renamed' }), fed('3', 'C')]
    const plan = await planSegmentSync(editor(), feed(rows))
    expect(plan.counts).toEqual({ add: 1, change: 1, same: 0, refuse: 0, gone: 1 })
    expect(await stored('A')).toMatchObject({ name: 'Step A', version: 1 })
    expect(await sync(rows)).toEqual(plan)
  })

  it('takes an answer without any record for a right that was lost, and marks nothing as gone', async () => {
    expect((await sync([])).counts.add).toBe(0)
    await sync([fed('1', 'A')])
    await expect(sync([])).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { _: [expect.stringMatching(/^No record was told, and 1 are here/)] },
    })
    expect(await stored('A')).toMatchObject({ goneAt: null })
  })

  it.each([
    ['somebody without the right', personWith('viewer'), 'edit:segment'],
    [
      'somebody whose right is held to a tag',
      personWith('editor', { kind: 'tag', in: ['hot'] }),
      'edit:segment',
    ],
  ])('is refused to %s, and the refusal is recorded', async (_who, ctx, right) => {
    await expect(sync([fed('1', 'A')], ctx)).rejects.toMatchObject({ code: 'FORBIDDEN', details: { right } })
    expect(await db().processSegment.count()).toBe(0)
    const refusals = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(refusals).toMatchObject([{ action: 'segment.synced', outcome: 'refused', subjectKind: 'segment' }])
  })

  it('is not planned for somebody who reads only a part', async () => {
    const part = personWith('viewer', { kind: 'tag', in: ['hot'] })
    await expect(planSegmentSync(part, feed([fed('1', 'A')]))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect((await planSegmentSync(personWith('viewer'), feed([fed('1', 'A')]))).counts.add).toBe(1)
  })
})

describe('a field that comes from Fibery', () => {
  const words = (field: string) => `The ${field} comes from Fibery: change it there.`

  function typed(more: Record<string, string> = {}) {
    return updateSegmentInput.parse({
      code: 'A',
      version: '1',
      name: 'Step A',
      description: '',
      tags: 'hot',
      duration: '',
      'parameters.0.id': 'Heat',
      'parameters.0.value': '60',
      'parameters.0.unit': 'Cel',
      ...more,
    })
  }

  beforeEach(async () => {
    await sync([fed('1', 'A', { parameters: heat('60') }), fed('2', 'B')])
  })

  it('is not changed by the form: each is named, and nothing is saved', async () => {
    const input = typed({ name: 'Mine', duration: 'PT1H', 'parameters.0.value': '99', description: 'Ours' })
    await expect(updateSegment(editor(), input)).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: {
        name: [words('name')],
        duration: [words('duration')],
        'parameters.0.value': [words('parameter “Heat”')],
      },
    })
    expect(await stored('A')).toMatchObject({ name: 'Step A', description: '', version: 1 })
  })

  it('is not taken out by the form', async () => {
    const input = typed({ 'parameters.0.id': '', 'parameters.0.value': '', 'parameters.0.unit': '' })
    await expect(updateSegment(editor(), input)).rejects.toMatchObject({
      fieldErrors: { parameters: [words('parameter “Heat”')] },
    })
  })

  it('leaves the others to the portal: tags, description, parameters of its own, status', async () => {
    await updateSegment(
      editor(),
      typed({
        description: 'Ours',
        tags: 'hot, slow',
        'parameters.1.id': 'Vessel',
        'parameters.1.value': '4',
      }),
    )
    expect(await stored('A')).toMatchObject({ description: 'Ours', tags: ['hot', 'slow'], version: 2 })
    await setSegmentStatus(editor(), { code: 'A', version: 2, status: 'archived' })
    expect(await stored('A')).toMatchObject({ status: 'archived', source: 'fibery/steps' })
  })

  it('is its place too: it is not moved, and stays movable where the mapping names no place', async () => {
    const move = { code: 'A', parentCode: 'B' }
    await expect(moveSegment(editor(), move)).rejects.toMatchObject({
      fieldErrors: { parentCode: [words('place')] },
    })
    expect(await parentOf('A')).toBeNull()
    await db().processSegment.updateMany({ where: { code: 'A' }, data: { syncedFields: ['code', 'name'] } })
    await moveSegment(editor(), move)
    expect(await parentOf('A')).toBe('B')
  })

  it('is left as it is by an import, which says why, and takes the portal’s fields', async () => {
    const document = (segment: Record<string, unknown>) =>
      JSON.stringify({ ProcessSegmentInformation: { ID: 'x', ProcessSegment: [{ ID: 'A', ...segment }] } })
    const plan = await planImport(editor(), document({ Description: ['Mine'] }))
    expect(plan.entries[0]).toMatchObject({ outcome: 'skip' })
    expect(plan.entries[0]?.reasons).toEqual(expect.arrayContaining([words('name')]))
    await importSegments(editor(), { document: document({ Description: ['Mine'] }) })
    expect(await stored('A')).toMatchObject({ name: 'Step A', version: 1 })
  })

  it('keeps a record whole that says nothing of its fields, as one of another system', async () => {
    await db().processSegment.updateMany({ where: { code: 'A' }, data: { source: 'erp', syncedFields: [] } })
    const refused = { code: 'CONFLICT', details: { reason: 'synced', source: 'erp' } }
    await expect(updateSegment(editor(), typed({ description: 'Ours' }))).rejects.toMatchObject(refused)
    await expect(
      setSegmentStatus(editor(), { code: 'A', version: 1, status: 'archived' }),
    ).rejects.toMatchObject(refused)
    await expect(moveSegment(editor(), { code: 'A', parentCode: 'B' })).rejects.toMatchObject(refused)
  })
})
