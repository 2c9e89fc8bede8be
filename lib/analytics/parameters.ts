import { isCalendarDay, parseMoment } from '@/lib/connectors/moments'
import type { BoundScalar, BoundValue } from '@/lib/connectors/tabular'
import type { FieldErrors } from '@/lib/platform/errors'
import { parseListText } from './list-text'
import {
  MAX_LIST_ITEMS,
  MAX_PARAMETER_TEXT,
  type Parameter,
  type ParameterType,
  type ParameterValues,
  type RowAccess,
} from './model'
import { SCOPE_ALL, SCOPE_GROUPS } from './statement-parameters'

/** Values that are told to somebody who gave another. */
const MAX_TOLD = 50

export type ParsedParameter = { ok: true; value: BoundValue } | { ok: false; reason: string }

const INTEGER = /^[+-]?\d{1,18}$/
const DECIMAL = /^[+-]?\d{1,18}(\.\d{1,18})?$/
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
])

/** A parameter's text as a typed value: what is bound is never text put into a statement. */
export function parseParameterText(
  parameter: Pick<Parameter, 'type' | 'list' | 'allowed' | 'listed'>,
  text: string,
): ParsedParameter {
  if (parameter.list) return parseList(parameter, text)
  const { allowed, listed = false } = parameter
  if ((listed || allowed.length > 0) && !allowed.includes(text)) {
    const few = allowed.length > 0 && allowed.length <= MAX_TOLD
    return {
      ok: false,
      reason: few ? `is not one of ${allowed.join(', ')}` : 'is not among what may be asked for',
    }
  }
  return parseScalar(parameter.type, text)
}

type ListParameter = Pick<Parameter, 'type' | 'allowed' | 'listed'>

function parseList({ type, allowed, listed }: ListParameter, text: string): ParsedParameter {
  const items = parseListText(text)
  if (items === null) return { ok: false, reason: 'has a quote that is not closed' }
  if (items.length > MAX_LIST_ITEMS) return { ok: false, reason: `has more than ${MAX_LIST_ITEMS} values` }
  const value: BoundScalar['value'][] = []
  for (const item of items) {
    const parsed = parseParameterText({ type, list: false, allowed, ...(listed && { listed }) }, item)
    if (!parsed.ok) return { ok: false, reason: `holds “${item}”, which ${parsed.reason}` }
    value.push(parsed.value.value as BoundScalar['value'])
  }
  return { ok: true, value: { type: 'list', of: type, value } as BoundValue }
}

type ParsedScalar = { ok: true; value: BoundScalar } | { ok: false; reason: string }

function parseScalar(type: ParameterType, text: string): ParsedScalar {
  switch (type) {
    case 'text':
      return parseText(text)
    case 'integer':
      return INTEGER.test(text)
        ? { ok: true, value: { type: 'integer', value: BigInt(text.replace('+', '')) } }
        : { ok: false, reason: 'is not a whole number of at most 18 digits' }
    case 'decimal':
      return DECIMAL.test(text)
        ? { ok: true, value: { type: 'decimal', value: text.replace('+', '') } }
        : { ok: false, reason: 'is not a number such as -12.50' }
    case 'date':
      return isCalendarDay(text)
        ? { ok: true, value: { type: 'date', value: text } }
        : { ok: false, reason: 'is not a date such as 1998-05-06' }
    case 'timestamp': {
      const value = toMoment(text)
      return value === null
        ? { ok: false, reason: 'is not a moment in UTC such as 1998-05-06T14:30:00Z' }
        : { ok: true, value: { type: 'timestamp', value } }
    }
    case 'boolean': {
      const value = BOOLEANS.get(text)
      return value === undefined
        ? { ok: false, reason: 'is not true or false' }
        : { ok: true, value: { type: 'boolean', value } }
    }
  }
}

/** What no engine can hold is refused: an engine would put something else in its place. */
function parseText(text: string): ParsedScalar {
  if (text.length > MAX_PARAMETER_TEXT) {
    return { ok: false, reason: `is longer than ${MAX_PARAMETER_TEXT} characters` }
  }
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
    return { ok: false, reason: 'holds a character that is none' }
  }
  return { ok: true, value: { type: 'text', value: text } }
}

/** A moment in UTC, to the millisecond at most, which every engine holds; seconds and the Z may be left out. */
function toMoment(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?Z?$/.exec(text)
  if (match === null) return null
  const moment = `${match[1]}T${match[2]}${match[3] ?? ':00'}Z`
  return parseMoment(moment) === null ? null : moment
}

export type ParsedParameters = { ok: true; values: ParameterValues } | { ok: false; fieldErrors: FieldErrors }

/**
 * What was asked, with defaults where nothing was. Empty counts as not asked. A name that the query does not declare is
 * an error rather than passed over: a mistyped filter must not answer as if it had been kept.
 */
export function parseParameters(
  parameters: readonly Parameter[],
  raw: Readonly<Record<string, string>>,
): ParsedParameters {
  const fieldErrors: FieldErrors = {}
  const texts: Record<string, string | null> = {}
  const bound: Record<string, BoundValue> = {}
  for (const name of Object.keys(raw)) {
    if (!parameters.some((parameter) => parameter.name === name)) {
      fieldErrors[name] = [`“${name}” is no parameter of this query`]
    }
  }
  for (const parameter of parameters) {
    const given = raw[parameter.name]?.trim()
    const text = given === undefined || given === '' ? parameter.defaultText : given
    texts[parameter.name] = text
    if (text === null) {
      bound[parameter.name] = openValue(parameter)
      continue
    }
    const parsed = parseParameterText(parameter, text)
    if (parsed.ok) bound[parameter.name] = parsed.value
    else fieldErrors[parameter.name] = [`${parameter.label} ${parsed.reason}`]
  }
  return Object.keys(fieldErrors).length > 0
    ? { ok: false, fieldErrors }
    : { ok: true, values: { texts, bound } }
}

/** NULL, of the parameter's type. */
function openValue({ type, list }: Pick<Parameter, 'type' | 'list'>): BoundValue {
  return list ? { type: 'list', of: type, value: null } : { type, value: null }
}

const SAMPLES: Record<ParameterType, string> = {
  text: 'a',
  integer: '1',
  decimal: '1.5',
  date: '2000-01-01',
  timestamp: '2000-01-01T00:00:00Z',
  boolean: 'true',
}

/** Values of the right types, for a statement that is only looked at: what is allowed, or anything. */
export function sampleValues(parameters: readonly Parameter[]): Record<string, BoundValue> {
  const values = parameters.map((parameter): [string, BoundValue] => {
    const text = parameter.defaultText ?? parameter.allowed[0] ?? SAMPLES[parameter.type]
    const parsed = parseParameterText({ ...parameter, allowed: [] }, text)
    return [parameter.name, parsed.ok ? parsed.value : openValue(parameter)]
  })
  return Object.fromEntries(values)
}

/** What stands in the list of groups for a reader who sees every row, whom nobody asks for it. */
const UNASKED = ['']

/**
 * What a statement with a row scope is bound to. Nothing is reached by an empty list. Who reaches every row has a list
 * that is not empty: an engine without binding has no simple way to write one.
 */
export function scopeValues(access: RowAccess): Record<string, BoundValue> {
  const groups = access.reach === 'groups' ? access.productGroups : access.reach === 'all' ? UNASKED : []
  return {
    [SCOPE_ALL]: { type: 'boolean', value: access.reach === 'all' },
    [SCOPE_GROUPS]: { type: 'list', of: 'text', value: groups },
  }
}
