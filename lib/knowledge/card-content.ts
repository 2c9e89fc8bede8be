import type { EntityColumn } from '@/lib/connectors/fibery/entity-query'
import { RELATED_SHOWN } from '@/lib/connectors/fibery/entity-query'
import type { KbFact, KbRichText } from './model'
import { displayName } from './names'
import { toRichNodes } from './rich-text'

/** A value that is longer is no fact: the rest stands in Fibery. */
const MAX_TEXT = 2_000
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

type Value = Record<string, unknown>
type Named = { labels: ReadonlyMap<string, string>; title: string | null }
type Shown = { facts: KbFact[]; texts: KbRichText[]; empty: string[] }

/**
 * What a card shows of Fibery's answer. `relatedIds`: ids of what it is related to; `show` with the portal's addresses of
 * those that it knows. Anything of another shape than was asked for counts as empty, and never as the truth.
 */
export function toCardContent(
  entity: Value,
  columns: readonly EntityColumn[],
  { labels, title }: Named,
): { relatedIds: string[]; show: (addresses: ReadonlyMap<string, string>) => Shown } {
  const asked = columns.filter(({ name }) => name !== title)
  const labelOf = (name: string) => displayName(labels.get(name) ?? name)
  return {
    relatedIds: asked.flatMap((column) =>
      column.kind === 'related' ? relatedOf(entity[column.name]).map(({ id }) => id) : [],
    ),
    show: (addresses) => {
      const shown: Shown = { facts: [], texts: [], empty: [] }
      for (const column of asked) {
        const label = labelOf(column.name)
        const value = entity[column.name]
        const text = column.kind === 'richText' ? richTextOf(label, value) : null
        const fact = column.kind === 'richText' ? null : factOf(column, label, value, addresses)
        if (text !== null) shown.texts.push(text)
        else if (fact !== null) shown.facts.push(fact)
        else shown.empty.push(label)
      }
      return shown
    },
  }
}

function factOf(
  column: EntityColumn,
  label: string,
  value: unknown,
  addresses: ReadonlyMap<string, string>,
): KbFact | null {
  if (column.kind === 'related') {
    const related = relatedOf(value)
    if (related.length === 0) return null
    const entities = related.map(({ id, title }) => ({ title, href: addresses.get(id) ?? null }))
    return { kind: 'related', label, entities, more: column.isCollection && related.length >= RELATED_SHOWN }
  }
  if (column.kind === 'dateRange') {
    const { start, end } = (isObject(value) ? value : {}) as { start?: unknown; end?: unknown }
    const [from, to] = [textOf(start), textOf(end)]
    return from === null && to === null ? null : { kind: 'span', label, start: from, end: to }
  }
  if (typeof value === 'boolean') return { kind: 'answer', label, value }
  if (typeof value === 'number') return { kind: 'number', label, value }
  if (typeof value === 'string' && MOMENT.test(value) && !Number.isNaN(Date.parse(value)))
    return { kind: 'time', label, at: new Date(value) }
  const words = Array.isArray(value)
    ? value.flatMap((one) => textOf(one) ?? []).join(', ')
    : (textOf(value) ?? '')
  return words === '' ? null : { kind: 'text', label, text: cut(words) }
}

function richTextOf(label: string, value: unknown): KbRichText | null {
  if (!isObject(value)) return null
  const { html, text } = value as { html?: unknown; text?: unknown }
  if (typeof html === 'string' && html.trim() !== '') {
    const read = toRichNodes(html)
    return read.nodes.length === 0 ? null : { label, ...read }
  }
  const words = textOf(text)
  if (words === null) return null
  return { label, nodes: [{ tag: 'pre', nodes: [words.slice(0, 20_000)] }], isCut: words.length > 20_000 }
}

/** One, or a list of them; what has no id is none. */
function relatedOf(value: unknown): { id: string; title: string }[] {
  const values: unknown[] = Array.isArray(value) ? value : [value]
  return values.slice(0, RELATED_SHOWN).flatMap((one) => {
    if (!isObject(one)) return []
    const { id, publicId, title } = one as Value
    if (typeof id !== 'string') return []
    const number = textOf(publicId)
    return [{ id, title: textOf(title) ?? (number === null ? 'Untitled' : `Number ${number}`) }]
  })
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function cut(words: string): string {
  return words.length <= MAX_TEXT ? words : `${words.slice(0, MAX_TEXT).toWellFormed()}…`
}
