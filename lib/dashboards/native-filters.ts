import type { AllowedFilter } from './model'

/** What Superset calls a data mask, as far as an address carries it. */
export type DataMask = {
  id: string
  extraFormData: Record<string, unknown>
  filterState: { value: unknown; label?: string }
  ownState: Record<string, never>
}

const PREFIX = 'f.'
const TAB = 'tab'
const MAX_VALUES = 50
const MAX_VALUE = 200
const TAB_ID = /^[A-Za-z0-9_-]{1,100}$/
/** `2020-01-01 : 2021-01-01`, `Last quarter`: Superset reads it, so nothing but words, digits and a few signs. */
const TIME_RANGE = /^[\w\s:.,()+-]{1,200}$/

type Parameters = Record<string, string | string[] | undefined>

/** `f.product-group`: what the filter is called in an address; its id where two are called alike. */
export function filterParameter(filter: AllowedFilter, all: readonly AllowedFilter[]): string {
  const word = wordOf(filter.name)
  const alike = all.filter(({ name }) => wordOf(name) === word)
  return PREFIX + (word === '' || alike.length > 1 ? filter.id : word)
}

function wordOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}

/**
 * The masks that an address asks for: of the filters that the registry allows, on the columns that Superset itself gave
 * them. Whatever else stands in the address is left out.
 */
export function masksFrom(parameters: Parameters, allowed: readonly AllowedFilter[]): DataMask[] {
  return allowed.flatMap((filter) => {
    const given = parameters[filterParameter(filter, allowed)] ?? parameters[PREFIX + filter.id]
    const values = (given === undefined ? [] : [given].flat())
      .map((value) => value.trim())
      .filter((value) => value !== '' && value.length <= MAX_VALUE)
      .slice(0, MAX_VALUES)
    const mask = values.length === 0 ? null : maskOf(filter, values)
    return mask === null ? [] : [mask]
  })
}

function maskOf(filter: AllowedFilter, values: readonly string[]): DataMask | null {
  const { id, kind, column } = filter
  const mask = (extraFormData: DataMask['extraFormData'], filterState: DataMask['filterState']) => ({
    id,
    extraFormData,
    filterState,
    ownState: {},
  })
  const [first = ''] = values
  if (kind === 'time') {
    return TIME_RANGE.test(first) ? mask({ time_range: first }, { value: first }) : null
  }
  if (column === null) return null
  if (kind === 'select') {
    const filters = [{ col: column, op: 'IN', val: values }]
    return mask({ filters }, { value: values, label: values.join(', ') })
  }
  const range = rangeOf(first)
  if (range === null) return null
  const filters = [
    ...(range[0] === null ? [] : [{ col: column, op: '>=', val: range[0] }]),
    ...(range[1] === null ? [] : [{ col: column, op: '<=', val: range[1] }]),
  ]
  return mask({ filters }, { value: range })
}

/** `10..20`, `10..`, `..20`. */
function rangeOf(text: string): [number | null, number | null] | null {
  const parts = text.split('..')
  if (parts.length !== 2) return null
  const [from, to] = parts.map((part) => (part === '' ? null : Number(part)))
  if (from === undefined || to === undefined || (from === null && to === null)) return null
  return [from, to].some((end) => end !== null && !Number.isFinite(end)) ? null : [from, to]
}

/** The address of a dashboard held to one value of a filter. */
export function filteredHref(slug: string, filter: AllowedFilter, value: string): string {
  return `/dashboards/${encodeURIComponent(slug)}?${new URLSearchParams({ [PREFIX + filter.id]: value })}`
}

/** The tab that an address asks for; null where it names none. */
export function tabFrom(parameters: Parameters): string | null {
  const tab = parameters[TAB]
  return typeof tab === 'string' && TAB_ID.test(tab) ? tab : null
}

/** The query of an address that shows the dashboard as it stands now: its allowed filters, as masked, and its tab. */
export function searchOf(
  masks: Record<string, unknown>,
  { allowed, tab }: { allowed: readonly AllowedFilter[]; tab: string | null },
): string {
  const query = new URLSearchParams()
  for (const filter of allowed) {
    for (const value of valuesOf(filter, masks[filter.id]))
      query.append(filterParameter(filter, allowed), value)
  }
  if (tab !== null && TAB_ID.test(tab)) query.set(TAB, tab)
  return query.size === 0 ? '' : `?${query}`
}

function valuesOf({ kind }: AllowedFilter, mask: unknown): string[] {
  const value = (mask as { filterState?: { value?: unknown } } | undefined)?.filterState?.value
  if (value === undefined || value === null) return []
  if (kind === 'time') return typeof value === 'string' && value !== 'No filter' ? [value] : []
  if (!Array.isArray(value)) return []
  if (kind === 'select') return value.slice(0, MAX_VALUES).map(String)
  const [from = null, to = null] = value as (number | null)[]
  return from === null && to === null ? [] : [`${from ?? ''}..${to ?? ''}`]
}

/** The masks as Superset's address parameter `native_filters` wants them, before rison. Null where there is none. */
export function nativeFiltersOf(masks: readonly DataMask[]): Record<string, DataMask> | null {
  return masks.length === 0 ? null : Object.fromEntries(masks.map((mask) => [mask.id, mask]))
}
