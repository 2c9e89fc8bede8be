import { expect, it } from 'vitest'
import type { Segment, SegmentId } from '@/lib/segments/model/segment'
import { type FormValues, toFormValues, withLocked } from './form-values'

const parameter = (id: string, value: string) => ({
  id,
  value,
  description: '',
  valueType: 'decimal' as const,
  unit: 'Cel',
})

const SEGMENT: Segment = {
  id: 's' as SegmentId,
  code: 'A',
  name: 'Now',
  description: 'Ours',
  status: 'active',
  parent: null,
  owner: null,
  tags: [],
  parameters: [parameter('Heat', '66'), parameter('Note', '1'), parameter('Speed', '9')],
  duration: null,
  source: 'fibery/steps',
  asOf: null,
  syncedFields: ['name', 'parameters.Heat', 'parameters.Speed', 'parameters.Old'],
  goneAt: null,
  isDemo: false,
  version: 2,
  updatedAt: new Date(0),
}

/** The form as it was before a sync changed Heat, took Old out and brought Speed; somebody typed a note meanwhile. */
const TYPED: FormValues = {
  ...toFormValues({
    ...SEGMENT,
    name: 'Before',
    parameters: [parameter('heat', '60'), parameter('Note', '2'), parameter('Old', '5')],
  }),
  description: 'Typed',
  'parameters.0.no': '7',
}

it('takes what comes from elsewhere as it is now, and leaves what was typed', () => {
  const values = withLocked(TYPED, SEGMENT)
  expect(values).toMatchObject({ name: 'Now', description: 'Typed' })
  const rows = [0, 1, 2, 3].map((index) =>
    ['no', 'id', 'value'].map((field) => values[`parameters.${index}.${field}`]).join(' '),
  )
  expect(rows).toEqual(['7 Heat 66', '2 Note 2', '3  ', '4 Speed 9'])
})

it('leaves the form of a segment of the portal, and of a new one, as it is', () => {
  expect(withLocked(TYPED, { ...SEGMENT, source: 'portal' })).toBe(TYPED)
  expect(withLocked(TYPED, null)).toBe(TYPED)
})
