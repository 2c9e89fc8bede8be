import { isCalendarDay } from '@/lib/connectors/moments'
import type { BoundValue } from '@/lib/connectors/tabular'
import type { FieldErrors } from '@/lib/platform/errors'
import { MAX_PARAMETER_TEXT, type Parameter, type ParameterValues, type RowAccess } from './model'
import { SCOPE_ALL, SCOPE_GROUPS } from './statement-parameters'

export type ParsedParameter = { ok: true; value: BoundValue } | { ok: false; reason: string }

const INTEGER = /^[+-]?\d{1,18}$/
const DECIMAL = /^[+-]?\d{1,18}(\.\d{1,18})?$/
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
])

/** A parameter's text as a typed value: what is bound is never text put into a statement. */
export function parseParameterText(
  parameter: Pick<Parameter, 'type' | 'allowed'>,
  text: string,
): ParsedParameter {
  if (parameter.allowed.length > 0 && !parameter.allowed.includes(text)) {
    return { ok: false, reason: `is not one of ${parameter.allowed.join(', ')}` }
  }
  switch (parameter.type) {
    case 'text':
      return text.length <= MAX_PARAMETER_TEXT
        ? { ok: true, value: { type: 'text', value: text } }
        : { ok: false, reason: `is longer than ${MAX_PARAMETER_TEXT} characters` }
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
    case 'boolean': {
      const value = BOOLEANS.get(text)
      return value === undefined
        ? { ok: false, reason: 'is not true or false' }
        : { ok: true, value: { type: 'boolean', value } }
    }
  }
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
      bound[parameter.name] = { type: parameter.type, value: null }
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
