import { durationFault } from './duration'

/** Kinds of value, by the words of B2MML's DataType. */
export const VALUE_TYPES = ['decimal', 'integer', 'string', 'boolean', 'date', 'duration'] as const
export type ValueType = (typeof VALUE_TYPES)[number]

export const VALUE_TYPE_LABELS: Record<ValueType, string> = {
  decimal: 'Number',
  integer: 'Whole number',
  string: 'Text',
  boolean: 'Yes or no',
  date: 'Date',
  duration: 'Duration',
}

/** A value with its kind and its unit (UCUM). Text, so that a figure stays as it was written. */
export type ParameterValue = { id: string; value: string; valueType: ValueType; unit: string | null }

/** What a segment says of how it is carried out. */
export type SegmentParameter = ParameterValue & { description: string }

export const PARAMETER_LIMITS = { id: 64, description: 500, value: 500, unit: 64, count: 100 } as const

/** The segment's own duration is exchanged under this id, so that no parameter may have it. */
export const DURATION_ID = 'Duration'
/** Ids that begin so carry what the portal keeps and B2MML has no place for. */
export const RESERVED_PREFIX = 'portal.'

/** What is wrong with a parameter's id, in words; null when it will do. */
export function parameterIdFault(id: string): string | null {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]*$/u.test(id) || id !== id.trim()) {
    return 'A parameter’s id holds letters, figures, spaces, dots, dashes, colons, slashes and underscores.'
  }
  const key = id.toLowerCase()
  if (key === DURATION_ID.toLowerCase()) return 'The duration has a field of its own. Choose another id.'
  if (key.startsWith(RESERVED_PREFIX)) return `Ids that begin with “${RESERVED_PREFIX}” are the portal’s own.`
  return null
}

const DECIMAL = /^[+-]?\d{1,30}(\.\d{1,30})?$/
const INTEGER = /^[+-]?\d{1,30}$/

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

const FAULTS: Record<ValueType, (value: string) => string | null> = {
  decimal: (value) => (DECIMAL.test(value) ? null : 'This is no number. Write it like 68.5.'),
  integer: (value) => (INTEGER.test(value) ? null : 'This is no whole number.'),
  string: () => null,
  boolean: (value) => (value === 'true' || value === 'false' ? null : 'Write true or false.'),
  date: (value) => (isDay(value) ? null : 'This is no date. Write it like 2026-05-31.'),
  duration: durationFault,
}

/** What is wrong with a value of its kind, in words; null when it will do. No value at all will do. */
export function valueFault(valueType: ValueType, value: string): string | null {
  return value === '' ? null : FAULTS[valueType](value)
}

/** Only figures are measured in something. */
export function takesUnit(valueType: ValueType): boolean {
  return valueType === 'decimal' || valueType === 'integer'
}

/** Later words win; ids are compared without case. */
export function parameterKey(id: string): string {
  return id.toLowerCase()
}

/** `68.5 Cel`; what has no value is an empty text. */
export function valueText({ value, unit }: Pick<ParameterValue, 'value' | 'unit'>): string {
  return value === '' || unit === null ? value : `${value} ${unit}`
}
