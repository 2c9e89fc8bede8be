import { usedRows } from '@/components/ui/form-rows'
import { PARAMETER_LIMITS, type SegmentParameter } from '@/lib/segments/model/parameter'
import type { Segment } from '@/lib/segments/model/segment'

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
