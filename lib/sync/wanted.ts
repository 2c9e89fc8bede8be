import type { FieldNames, Mapping, ProductMapping, SegmentMapping } from './model'

/**
 * A field that a mapping names, of a database or a query. `value`: a text or a number; `text`: rich text too; `named`: or
 * what a relation leads to, by its name; `parent`: a record of the same database. Several may have one key: the first that
 * tells something is taken.
 */
export type Wanted = { key: string; to: string; from: string; kind: 'value' | 'text' | 'named' | 'parent' }

/** All that a mapping names, the plain fields first. */
export function wantedOf(mapping: Mapping): Wanted[] {
  const { code, name, description } = mapping.fields
  return [
    ...one('code', code, 'value'),
    ...inTurn('name', typeof name === 'string' ? [name] : name, 'value'),
    ...one('description', description, 'text'),
    ...(mapping.record === 'segment' ? ofSegment(mapping) : ofProduct(mapping)),
  ]
}

function one(key: string, from: string | undefined, kind: Wanted['kind'], to = key): Wanted[] {
  return from === undefined ? [] : [{ key, to, from, kind }]
}

function inTurn(key: string, fields: readonly string[], kind: Wanted['kind']): Wanted[] {
  return fields.map((from, index) => ({ key, to: index === 0 ? key : `${key} (or)`, from, kind }))
}

function ofSegment({ fields: { duration, parent }, parameters }: SegmentMapping): Wanted[] {
  return [
    ...one('duration', duration?.field, 'value'),
    ...one('parent', parent, 'parent'),
    ...parameters.flatMap(({ id, field, unitField }) => [
      ...one(`parameters.${id}`, field, 'value'),
      ...one(`units.${id}`, unitField, 'value', `parameters.${id} (unit)`),
    ]),
  ]
}

function ofProduct({ fields: { status, productGroup, owner }, attributes, links }: ProductMapping): Wanted[] {
  const groups = productGroup !== undefined && 'field' in productGroup ? productGroup.field : []
  return [
    ...one('status', status?.field, 'named'),
    ...inTurn('productGroup', groups, 'named'),
    ...one('owner', owner, 'named'),
    ...attributes.flatMap(({ key, field, unitField }) => [
      ...one(`attributes.${key}`, field, 'named'),
      ...one(`units.${key}`, unitField, 'named', `attributes.${key} (unit)`),
    ]),
    ...links.flatMap(({ label, field }) => one(`links.${label}`, field, 'value')),
  ]
}

/** The names that stand for each key, in turn. */
export function namesByKey(found: readonly { key: string; name: string }[]): FieldNames {
  const names = new Map<string, string[]>()
  for (const { key, name } of found) names.set(key, [...(names.get(key) ?? []), name])
  return names
}
