import type { SegmentParameter } from '@/lib/segments/model/parameter'
import { type FedSegment, parameterField } from '@/lib/segments/model/synced'
import type { SyncedField } from '@/lib/synced/model'
import { type Entity, headOf, linesOf, type Told, toldBy, unitOf } from './entity-values'
import type { FieldNames, SegmentMapping } from './model'
import type { DurationForm } from './schema'

/** What of a segment a mapping feeds, in the words of the segments. */
export function fedSegmentFields({ fields, parameters }: SegmentMapping): SyncedField[] {
  const plain = (['code', 'name', 'description', 'duration', 'parent'] as const).filter(
    (field) => fields[field] !== undefined,
  )
  return [...plain, ...parameters.map(({ id }) => parameterField(id))]
}

/** An entity as what it tells of a segment. Nothing is judged here but what cannot be read at all. */
export function toFedSegment(
  { fields, parameters, units }: SegmentMapping,
  names: FieldNames,
  entity: Entity,
): FedSegment {
  const told = toldBy(entity, names)
  const { textOf, fieldOf, faults } = told
  return {
    ...headOf(entity, told),
    description: fields.description === undefined ? undefined : linesOf(textOf('description')),
    duration:
      fields.duration === undefined ? undefined : durationOf(textOf('duration'), fields.duration.as, faults),
    parentUpstreamId: fields.parent === undefined ? undefined : parentOf(fieldOf('parent'), faults),
    parameters: parameters.flatMap((parameter) => parameterOf(parameter, units, told)),
    faults,
  }
}

const SECONDS: Record<Exclude<DurationForm, 'iso'>, number> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
}

function durationOf(text: string, form: DurationForm, faults: string[]): string {
  const told = text.trim()
  if (told === '' || form === 'iso') return told
  const seconds = Math.round(Number(told) * SECONDS[form])
  if (Number.isFinite(seconds) && seconds >= 0 && seconds < 1e11) return toIso(seconds)
  faults.push(`“${told.slice(0, 40)}” is no number of ${form}.`)
  return ''
}

/** `5400` as `PT1H30M`. Days are not used: those of a mapping are of 24 hours, those of ISO 8601 need not be. */
function toIso(seconds: number): string {
  if (seconds === 0) return 'PT0S'
  const parts: [number, string][] = [
    [Math.floor(seconds / 3_600), 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ]
  return `PT${parts.map(([count, word]) => (count === 0 ? '' : `${count}${word}`)).join('')}`
}

function parentOf(value: unknown, faults: string[]): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'object' && 'id' in value && typeof value.id === 'string') return value.id
  faults.push('What it stands below cannot be read.')
  return null
}

/** One without a value is none. The company's words for units count before UCUM's. */
function parameterOf(
  { id, kind, description, ...measured }: SegmentMapping['parameters'][number],
  units: SegmentMapping['units'],
  { textOf }: Told,
): SegmentParameter[] {
  const value = textOf(`parameters.${id}`).trim()
  if (value === '') return []
  const unit = unitOf(measured, units, () => textOf(`units.${id}`))
  return [{ id, description, value, valueType: kind, unit: unit === '' ? null : unit }]
}
