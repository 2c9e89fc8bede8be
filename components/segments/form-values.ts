import { usedRows } from '@/components/ui/form-rows'
import { PARAMETER_LIMITS, type SegmentParameter } from '@/lib/segments/model/parameter'
import type { Segment } from '@/lib/segments/model/segment'
import { parameterField } from '@/lib/segments/model/synced'
import { isLocked } from '@/lib/synced/model'

/** A segment's fields as its form's controls hold them, by name: `parameters.0.id`. */
export type FormValues = Readonly<Record<string, string>>

const SPARE_ROWS = 2

export function toFormValues(segment: Segment | null): FormValues {
  if (segment === null) return { name: '', description: '', tags: '', duration: '' }
  const { name, description, tags, duration, parameters, owner } = segment
  const rows = parameters.flatMap((parameter, index) => Object.entries(toRowValues(parameter, index)))
  return {
    name,
    description,
    tags: tags.join(', '),
    duration: duration ?? '',
    ownerId: owner?.id ?? '',
    ...Object.fromEntries(rows),
  }
}

function toRowValues(
  { id, value, unit, valueType, description }: SegmentParameter,
  index: number,
): FormValues {
  const at = `parameters.${index}`
  return {
    [`${at}.no`]: String(index + 1),
    [`${at}.id`]: id,
    [`${at}.value`]: value,
    [`${at}.unit`]: unit ?? '',
    [`${at}.valueType`]: valueType,
    [`${at}.description`]: description,
  }
}

const ROW = /^parameters\.(\d+)\.(.+)$/

/**
 * What was typed, with what comes from another system as it is now: nobody could change it in the form, so nobody is held
 * to what it was when they began. A parameter of that system that is gone leaves an empty row; a new one stands behind.
 */
export function withLocked(typed: FormValues, segment: Segment | null): FormValues {
  if (segment === null || segment.source === 'portal') return typed
  const present = toFormValues(segment)
  const values: Record<string, string> = { ...typed }
  for (const field of ['name', 'description', 'duration']) {
    if (isLocked(segment, field)) values[field] = present[field] ?? ''
  }
  const isTheirs = (id: string) => id !== '' && isLocked(segment, parameterField(id))
  const left = new Map(
    segment.parameters
      .filter(({ id }) => isTheirs(id))
      .map((parameter) => [parameter.id.toLowerCase(), parameter]),
  )
  const rows = [...new Set(Object.keys(typed).flatMap((name) => ROW.exec(name)?.[1] ?? []))].map(Number)
  for (const index of rows) {
    const id = typed[`parameters.${index}.id`] ?? ''
    if (!isTheirs(id)) continue
    const parameter = left.get(id.toLowerCase())
    left.delete(id.toLowerCase())
    const { [`parameters.${index}.no`]: no = '' } = typed
    Object.assign(values, toRowValues(parameter ?? NOTHING, index), { [`parameters.${index}.no`]: no })
  }
  let next = Math.max(-1, ...rows) + 1
  for (const parameter of left.values()) {
    Object.assign(values, toRowValues(parameter, next))
    next += 1
  }
  return values
}

const NOTHING: SegmentParameter = { id: '', description: '', value: '', valueType: 'decimal', unit: null }

/** How many rows of parameters the form shows: those that hold something, and spare ones for a browser without script. */
export function countRows(values: FormValues): number {
  const used = usedRows(values, /^parameters\.(\d+)\.(id|value|unit|description)$/)
  return Math.min(PARAMETER_LIMITS.count, used + SPARE_ROWS)
}

/** The parameters that a form holds, a line each, in the order of their numbers: for comparing two forms. */
export function parameterLines(values: FormValues): string {
  return Array.from({ length: countRows(values) }, (_, index) => {
    const field = (name: string) => (values[`parameters.${index}.${name}`] ?? '').trim()
    const line = [field('id'), [field('value'), field('unit')].filter(Boolean).join(' ')]
      .filter(Boolean)
      .join(': ')
    const description = field('description') === '' ? '' : ` (${field('description')})`
    return {
      no: Number(field('no')) || Number.POSITIVE_INFINITY,
      text: line === '' ? '' : line + description,
    }
  })
    .filter(({ text }) => text !== '')
    .sort((one, other) => (one.no === other.no ? 0 : one.no - other.no))
    .map(({ text }) => text)
    .join('\n')
}
