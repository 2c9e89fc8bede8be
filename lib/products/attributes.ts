import type { AttributeDefinition, ProductAttribute } from './model'
import { MAX_ATTRIBUTE_TEXT } from './model'

/** A product's value belongs to a group's attribute when it was given for the same key, type and unit. */
function isValueOf(definition: AttributeDefinition, value: ProductAttribute): boolean {
  return (
    value.key === definition.key && value.type === definition.type && (value.unit ?? null) === definition.unit
  )
}

/** What tells two values of one product apart: one key may stand twice, once of another group or type. */
export function attributeId({ key, type, unit }: Pick<ProductAttribute, 'key' | 'type' | 'unit'>): string {
  return `${key}:${type}:${unit ?? ''}`
}

export type SortedAttributes = {
  /** What the group asks for, in its order, each with the product's value where there is one. */
  asked: { definition: AttributeDefinition; value: ProductAttribute | null }[]
  /** Values that the group does not ask for, or not in this form: kept, and shown as such. */
  former: ProductAttribute[]
}

export function sortAttributes(
  values: readonly ProductAttribute[],
  definitions: readonly AttributeDefinition[],
): SortedAttributes {
  const asked = definitions.map((definition) => ({
    definition,
    value: values.find((value) => isValueOf(definition, value)) ?? null,
  }))
  const taken = new Set(asked.map(({ value }) => value))
  return { asked, former: values.filter((value) => !taken.has(value)) }
}

/** A value as the control of a form holds it. */
export function toAttributeText(value: ProductAttribute['value'] | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

/** A value in words that need no reader's locale: for the audit record and for versions side by side. */
export function attributeWords({ value, unit }: Pick<ProductAttribute, 'value' | 'unit'>): string {
  const text = toAttributeText(value)
  return unit === undefined ? text : `${text} ${unit}`
}

type Read = { ok: true; value: ProductAttribute['value'] } | { ok: false; words: string }

/** Text of a form or a file as a value of the attribute's type. `kept`: the value before, which stays allowed. */
export function readAttributeText(
  definition: AttributeDefinition,
  text: string,
  kept?: ProductAttribute['value'],
): Read {
  const no = (words: string): Read => ({ ok: false, words: `${definition.label}: ${words}` })
  switch (definition.type) {
    case 'text':
      return text.length > MAX_ATTRIBUTE_TEXT
        ? no(`at most ${MAX_ATTRIBUTE_TEXT} characters.`)
        : { ok: true, value: text }
    case 'number':
      return readNumber(text, no)
    case 'choice':
      return definition.choices.includes(text) || text === kept
        ? { ok: true, value: text }
        : no('choose one of those offered.')
    case 'date':
      return isDay(text) ? { ok: true, value: text } : no('give a day, as in 2026-03-01.')
    case 'boolean':
      return text === 'yes' || text === 'no' ? { ok: true, value: text === 'yes' } : no('choose yes or no.')
  }
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/
const MAX_DIGITS = 15

/** Fifteen digits come back from a double as they were written. */
function readNumber(text: string, no: (words: string) => Read): Read {
  if (!NUMBER.test(text)) return no('give a number, with a dot before decimals, as in 12.5.')
  const digits = text
    .replace(/^[+-]?0*/, '')
    .replace('.', '')
    .replace(/^0+/, '')
  if (digits.length > MAX_DIGITS) return no(`at most ${MAX_DIGITS} digits.`)
  return { ok: true, value: Number(text) + 0 }
}

/** A day that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** An entry that is the record's own: an attribute may be called `constructor`. */
export function ownEntry<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

export type MergedAttributes = { attributes: ProductAttribute[]; errors: Record<string, string[]> }

/**
 * A product's values after a form or file gave some of them: `given` by key, as text, empty for none. What was not given
 * stays as it was; values that the group does not ask for stay behind the others, so that nothing is lost.
 */
export function mergeAttributes(
  values: readonly ProductAttribute[],
  definitions: readonly AttributeDefinition[],
  given: Readonly<Record<string, string>> | undefined,
): MergedAttributes {
  const { asked, former } = sortAttributes(values, definitions)
  const errors: Record<string, string[]> = {}
  const attributes = asked.flatMap(({ definition, value }): ProductAttribute[] => {
    const { key, label, type, unit, required } = definition
    const text = ownEntry(given, key)?.trim() ?? toAttributeText(value?.value)
    // What nobody touched is not judged anew.
    const untouched = value !== null && text === toAttributeText(value.value)
    if (text === '') {
      // Who sends no attributes at all (a command, a bulk change) is not made to fill them in.
      if (required && given !== undefined) errors[key] = [`${label} is needed for this group.`]
      return []
    }
    const read = readAttributeText(definition, text, value?.value)
    if (!read.ok && !untouched) errors[key] = [read.words]
    const kept = read.ok ? read.value : (value?.value ?? text)
    return [{ key, label, type, value: kept, ...(unit === null ? {} : { unit }) }]
  })
  return { attributes: [...attributes, ...former], errors }
}
