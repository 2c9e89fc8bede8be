import { describe, expect, it } from 'vitest'
import type { SegmentParameter } from './model/parameter'
import type { SegmentId } from './model/segment'
import type { FedSegment } from './model/synced'
import { type JudgedRow, type PresentSegment, planSync } from './sync-plan'

const SOURCE = 'fibery/steps'
const FIELDS = ['code', 'name', 'parent', 'parameters.Heat']

function heat(value: string): SegmentParameter {
  return { id: 'Heat', description: '', value, valueType: 'decimal', unit: 'Cel' }
}

const NOTE: SegmentParameter = { id: 'Note', description: '', value: 'ours', valueType: 'string', unit: null }

function row(upstreamId: string, code: string, more: Partial<FedSegment> = {}): JudgedRow {
  const fed: FedSegment = {
    upstreamId,
    label: `“${code}”`,
    code,
    name: `Step ${code}`,
    parentUpstreamId: null,
    parameters: [],
    faults: [],
    ...more,
  }
  const { faults: _, duration: __, ...judged } = fed
  return { fed, judged, faults: [] }
}

function present(code: string, more: Partial<PresentSegment> = {}): PresentSegment {
  return {
    id: `id ${code}` as SegmentId,
    code,
    name: `Step ${code}`,
    description: '',
    tags: [],
    parameters: [],
    duration: null,
    version: 1,
    source: 'portal',
    upstreamId: null,
    syncedFields: [],
    goneAt: null,
    parentId: null,
    ...more,
  }
}

const ours = (upstreamId: string, code: string, more: Partial<PresentSegment> = {}) =>
  present(code, { source: SOURCE, upstreamId, syncedFields: FIELDS, ...more })

function plan(rows: readonly JudgedRow[], known: readonly PresentSegment[] = []) {
  return planSync(rows, { source: SOURCE, fields: FIELDS, tags: ['fed'], present: known })
}

const outcomes = (rows: readonly JudgedRow[], known: readonly PresentSegment[] = []) =>
  plan(rows, known).map(
    ({ entry }) => `${entry.code} ${entry.outcome}${entry.reasons.map((one) => `: ${one}`).join('')}`,
  )

describe('the plan of a sync', () => {
  it('adds what is new, tagged, below what comes with it whatever the order', () => {
    const [child, parent] = plan([row('2', 'B', { parentUpstreamId: '1' }), row('1', 'A')])
    expect(child?.entry).toMatchObject({
      outcome: 'add',
      changes: { parentCode: { before: null, after: 'A' } },
    })
    expect(child?.write?.draft.tags).toEqual(['fed'])
    expect(parent?.entry.outcome).toBe('add')
  })

  it('changes what is told otherwise, and leaves the portal’s own fields', () => {
    const known = ours('1', 'A', {
      name: 'Old',
      tags: ['hot'],
      description: 'ours',
      parameters: [NOTE, heat('60')],
    })
    const [one] = plan([row('1', 'A', { parameters: [heat('66')] })], [known])
    expect(one?.entry).toMatchObject({ outcome: 'change' })
    expect(Object.keys(one?.entry.changes ?? {})).toEqual(['name', 'parameters'])
    expect(one?.write?.draft).toMatchObject({
      tags: ['hot'],
      description: 'ours',
      parameters: [NOTE, heat('66')],
    })
  })

  it('takes a synced parameter out that has no value any more, and never one of the portal', () => {
    const known = ours('1', 'A', { parameters: [heat('60'), NOTE] })
    expect(plan([row('1', 'A')], [known])[0]?.write?.draft.parameters).toEqual([NOTE])
  })

  it('leaves what is told as it is here, but for its age', () => {
    const [one] = plan([row('1', 'A')], [ours('1', 'A')])
    expect(one).toMatchObject({ entry: { outcome: 'same' }, write: null, seen: 'id A' })
  })

  it('refuses a code that is somebody else’s, whatever its case, and writes nothing over', () => {
    expect(outcomes([row('1', 'a')], [present('A')])).toEqual([
      'a refuse: The code A is that of a segment kept in the portal, which is not written over: rename one of the two.',
    ])
    const both = [row('1', 'B'), row('2', 'A')]
    expect(outcomes(both, [ours('1', 'A'), ours('2', 'B')])).toEqual([
      'B refuse: The code B is still that of another record that comes from here.',
      'A refuse: The code A is still that of another record that comes from here.',
    ])
  })

  it('refuses both of two records with one code, and names the other', () => {
    expect(outcomes([row('1', 'A'), row('2', 'a', { label: '“Second”' })])).toEqual([
      'A refuse: Its code is that of “Second” too: give each a code of its own.',
      'a refuse: Its code is that of “A” too: give each a code of its own.',
    ])
  })

  it('lets a code change there change it here, and keeps the record', () => {
    const [one] = plan([row('1', 'NEW')], [ours('1', 'OLD')])
    expect(one?.entry).toMatchObject({
      outcome: 'change',
      changes: { code: { before: 'OLD', after: 'NEW' } },
    })
    expect(one?.write?.present?.id).toBe('id OLD')
  })

  it('goes on with the record when it was made anew there under its code', () => {
    const planned = plan([row('8', 'A')], [ours('1', 'A')])
    expect(planned).toHaveLength(1)
    expect(planned[0]?.write).toMatchObject({ upstreamId: '8', present: { id: 'id A' } })
  })

  it('marks what is no longer told, once, and says so when it is back', () => {
    const goneAt = new Date('2026-01-02T00:00:00Z')
    const known = [ours('1', 'A'), ours('2', 'B'), ours('3', 'C', { goneAt }), present('P')]
    expect(outcomes([row('1', 'A')], known)).toEqual([
      'A same',
      expect.stringMatching(/^B gone: It is no longer told/),
    ])
    const [back] = plan([row('3', 'C')], [ours('3', 'C', { goneAt })])
    expect(back?.entry).toMatchObject({ outcome: 'change', changes: { gone: { after: null } } })
  })

  it('does not take what is refused for gone', () => {
    const bad: JudgedRow = { ...row('1', 'A'), judged: null, faults: ['Give a name.'] }
    expect(outcomes([bad], [ours('1', 'A')])).toEqual(['A refuse: Give a name.'])
  })

  it('refuses a circle, naming its way, and what would have stood below it', () => {
    const rows = [
      row('1', 'A', { parentUpstreamId: '2' }),
      row('2', 'B', { parentUpstreamId: '1' }),
      row('3', 'C', { parentUpstreamId: '2' }),
      row('4', 'D', { parentUpstreamId: '4' }),
      row('5', 'E'),
    ]
    expect(outcomes(rows)).toEqual([
      'A refuse: It would stand below itself: A → B → A.',
      'B refuse: It would stand below itself: B → A → B.',
      'C refuse: It stands below “B”, which is refused.',
      'D refuse: It would stand below itself: D → D.',
      'E add',
    ])
  })

  it('refuses a circle that closes through a segment of the portal', () => {
    const fields = ['code', 'name', 'parent']
    const known = [
      ours('1', 'A', { syncedFields: fields }),
      present('P', { parentId: 'id A' as SegmentId }),
      ours('2', 'B', { parentId: 'id P' as SegmentId, syncedFields: fields }),
    ]
    const rows = [row('1', 'A', { parentUpstreamId: '2' }), row('2', 'B', { parentUpstreamId: undefined })]
    const planned = planSync(rows, { source: SOURCE, fields, tags: [], present: known })
    expect(planned[0]?.entry.reasons).toEqual(['It would stand below itself: A → B → P → A.'])
  })

  it('refuses what stands below something that cannot be seen there', () => {
    expect(outcomes([row('1', 'A', { parentUpstreamId: '77' })])).toEqual([
      'A refuse: It stands below something that the portal’s account cannot see there.',
    ])
  })

  it('leaves places alone that the mapping does not name', () => {
    const known = ours('1', 'A', { parentId: 'id P' as SegmentId })
    const [one] = plan([row('1', 'A', { parentUpstreamId: undefined })], [known, present('P')])
    expect(one?.entry.outcome).toBe('same')
  })
})
