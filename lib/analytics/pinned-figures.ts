import type { Brand } from '@/lib/platform/brand'
import { toListText } from './list-text'
import type { Parameter, QueryKey } from './model'

export type FigureId = Brand<string, 'FigureId'>

/** A query's figure that stands on a product's card, for all its readers. */
export type PinnedFigure = {
  id: FigureId
  queryKey: QueryKey
  /** As text, by name: what was given. What is left out has the query's default, as it is then. */
  parameters: Readonly<Record<string, string>>
  /** The parameter that the product's code is given to; null: the figure is not about the product alone. */
  boundTo: string | null
  version: number
}

export type FigureContent = Pick<PinnedFigure, 'queryKey' | 'parameters' | 'boundTo'>

/** So many stand on one card. */
export const MOST_FIGURES = 8

/** In the address of a query's page: it is asked for the sake of a product's card, perhaps to change a figure there. */
export const FOR_PRODUCT = {
  code: '_product',
  figure: '_figure',
  version: '_version',
  boundTo: '_bound',
} as const

/** A code is text: it can be given to a parameter of text, or to a list of such. */
export function takesCode({ type }: Pick<Parameter, 'type'>): boolean {
  return type === 'text'
}

/** What a figure asks, of the product as it is called today. */
export function figureParameters(
  { parameters, boundTo }: Pick<FigureContent, 'parameters' | 'boundTo'>,
  code: string,
  declared: readonly Pick<Parameter, 'name' | 'list'>[],
): Record<string, string> {
  if (boundTo === null) return { ...parameters }
  const isList = declared.some(({ name, list }) => name === boundTo && list)
  return { ...parameters, [boundTo]: isList ? toListText([code]) : code }
}

/** Equal where the same is asked. */
export function isSameFigure(one: FigureContent, other: FigureContent): boolean {
  return figureWords(one) === figureWords(other)
}

/** For the audit record, and to compare: `revenue-of-a-year: year=1997, product=(the product’s code)`. */
export function figureWords({ queryKey, parameters, boundTo }: FigureContent): string {
  const given = Object.entries(parameters)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
  const bound = boundTo === null ? [] : [`${boundTo}=(the product’s code)`]
  const all = [...given, ...bound]
  return all.length === 0 ? queryKey : `${queryKey}: ${all.join(', ')}`
}

/** The parameter that most likely means a product. */
export function likelyBound(parameters: readonly Pick<Parameter, 'name' | 'type'>[]): string | null {
  const taking = parameters.filter(takesCode)
  const exact = taking.find(({ name }) => name === 'product' || name === 'product_code')
  return (
    (exact ?? taking.find(({ name }) => name.includes('product') && !name.includes('group')))?.name ?? null
  )
}
