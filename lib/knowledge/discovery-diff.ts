import type { DiscoveredDatabase, DiscoveredField, SpaceContent } from './discovery'
import { isApiName } from './names'

/** One change between two discoveries. `database` and `field` are names as people see them. */
export type KbChange =
  | {
      kind: 'database.added' | 'database.gone' | 'database.returned'
      database: string
      rawName: string
      fields: number
    }
  | { kind: 'database.renamed'; database: string; rawName: string; before: string }
  | { kind: 'database.retyped'; database: string; rawName: string; before: string; after: string }
  | {
      kind: 'field.added' | 'field.gone' | 'field.returned'
      database: string
      rawName: string
      field: string
      type: string
    }
  | { kind: 'field.renamed'; database: string; rawName: string; field: string; before: string }
  | { kind: 'field.retyped'; database: string; rawName: string; field: string; before: string; after: string }

/** What was here before the discovery compared with, and is gone: a thing that comes back is not new. */
export type Tombstones = {
  databases: ReadonlySet<string>
  /** `rawName of the database` + NUL + `name of the field` */
  fields: ReadonlySet<string>
}

export function fieldKey(databaseRawName: string, fieldName: string): string {
  return `${databaseRawName}\0${fieldName}`
}

/**
 * What changed from one discovery to the next. The first discovery of a space (`before` null) changes nothing: all of it
 * is the beginning. A database or a field that keeps its id under another name is renamed; without ids it is one gone and
 * one added, since nothing tells the two apart.
 */
export function diffContents(before: SpaceContent | null, after: SpaceContent, gone: Tombstones): KbChange[] {
  if (before === null) return []
  const changes: KbChange[] = []
  const matched = pair(before.databases, after.databases, (database) => database.rawName)
  for (const { was, is } of matched) {
    if (is === undefined) changes.push(databaseChange('gone', was))
    else if (was === undefined)
      changes.push(databaseChange(gone.databases.has(is.rawName) ? 'returned' : 'added', is))
    else changes.push(...databaseChanges(was, is, gone))
  }
  return changes
}

function databaseChange(what: 'added' | 'gone' | 'returned', database: DiscoveredDatabase): KbChange {
  const { name, rawName, fields } = database
  return { kind: `database.${what}`, database: name, rawName, fields: fields.length }
}

function databaseChanges(was: DiscoveredDatabase, is: DiscoveredDatabase, gone: Tombstones): KbChange[] {
  const at = { database: is.name, rawName: is.rawName }
  const changes: KbChange[] = []
  if (was.rawName !== is.rawName) changes.push({ kind: 'database.renamed', ...at, before: was.name })
  const [before, after] = [`${was.type} by ${was.finder}`, `${is.type} by ${is.finder}`]
  const bothTold = was.type !== '' && is.type !== ''
  if (bothTold && before !== after && was.rawName === is.rawName)
    changes.push({ kind: 'database.retyped', ...at, before, after })
  for (const { was: wasField, is: isField } of pair(was.fields, is.fields, (field) => field.name)) {
    if (isField === undefined) {
      changes.push({ kind: 'field.gone', ...at, ...fieldOf(wasField) })
    } else if (wasField === undefined) {
      const back = gone.fields.has(fieldKey(was.rawName, isField.name))
      changes.push({ kind: back ? 'field.returned' : 'field.added', ...at, ...fieldOf(isField) })
    } else changes.push(...fieldChanges(at, wasField, isField))
  }
  return changes
}

function fieldOf(field: DiscoveredField): { field: string; type: string } {
  return { field: field.name, type: field.typeText }
}

function fieldChanges(
  at: { database: string; rawName: string },
  was: DiscoveredField,
  is: DiscoveredField,
): KbChange[] {
  // What only the catalog told has other names and types of the same thing.
  if (!isApiName(was.name) || !isApiName(is.name)) return []
  const changes: KbChange[] = []
  if (was.name !== is.name) changes.push({ kind: 'field.renamed', ...at, field: is.name, before: was.name })
  if (was.typeText !== is.typeText) {
    changes.push({ kind: 'field.retyped', ...at, field: is.name, before: was.typeText, after: is.typeText })
  }
  return changes
}

/** At least one of the two stands. */
type Pair<T> = { was: T | undefined; is: T } | { was: T; is: undefined }

/** Puts together what is the same thing, by id where both tell one, else by key; in the order of `after`, the gone last. */
export function pair<T extends { upstreamId: string | null }>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): Pair<T>[] {
  const byId = new Map(before.flatMap((item) => (item.upstreamId === null ? [] : [[item.upstreamId, item]])))
  const byKey = new Map(before.map((item) => [keyOf(item), item]))
  const taken = new Set<T>()
  const found = new Map<T, T>()
  for (const is of after) {
    const was = is.upstreamId === null ? undefined : byId.get(is.upstreamId)
    if (was === undefined || taken.has(was)) continue
    taken.add(was)
    found.set(is, was)
  }
  for (const is of after) {
    const was = byKey.get(keyOf(is))
    if (found.has(is) || was === undefined || taken.has(was) || !mayBeSame(was, is)) continue
    taken.add(was)
    found.set(is, was)
  }
  return [
    ...after.map((is) => ({ was: found.get(is), is })),
    ...before.filter((was) => !taken.has(was)).map((was) => ({ was, is: undefined })),
  ]
}

/** Two ids that differ are two things, though one bears the name that the other had. */
function mayBeSame(was: { upstreamId: string | null }, is: { upstreamId: string | null }): boolean {
  return was.upstreamId === null || is.upstreamId === null || was.upstreamId === is.upstreamId
}
