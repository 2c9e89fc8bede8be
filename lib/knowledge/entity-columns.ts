import type { EntityColumn } from '@/lib/connectors/fibery/entity-query'
import { toStorableText } from '@/lib/platform/storable'
import { isApiName } from './names'

/** A field as the snapshot knows it, as far as a question for entities needs it. */
export type EntityField = {
  name: string
  rawName: string
  namedType: string
  isCollection: boolean
  relation: string | null
  goneAt: Date | null
}

/** An entity as the portal keeps it. */
export type FoundEntity = {
  upstreamId: string
  publicId: string | null
  title: string
  createdAt: Date | null
  modifiedAt: Date | null
}

/** A question of more fields than this would be refused, or answered with more than anybody reads. */
const MAX_COLUMNS = 80
const SCALARS = new Set(['String', 'Int', 'Float', 'Boolean', 'ID'])
/** In every question already, told by the snapshot, or of no use to a reader. */
const LEFT_OUT = new Set(['id', 'publicId', 'rank', 'creationDate', 'modificationDate'])
const MAX_TITLE = 500
const MAX_ID = 200

const live = (fields: readonly EntityField[]) =>
  fields.filter((field) => field.goneAt === null && isApiName(field.name))

/**
 * The field that holds an entity's title: `name`, as Fibery calls it unless somebody renamed it; else the one whose raw name
 * says so, else none.
 */
export function titleFieldOf(fields: readonly EntityField[]): string | null {
  const texts = live(fields).filter(({ namedType, isCollection }) => namedType === 'String' && !isCollection)
  const byRaw = (word: RegExp) => texts.find(({ rawName }) => word.test(rawName))
  const found = texts.find(({ name }) => name === 'name') ?? byRaw(/\/name$/i) ?? byRaw(/\/title$/i)
  return found?.name ?? null
}

/** What is read of every entity: who it is, and when it changed. `changed`: the field to look for changes by. */
export function snapshotColumns(fields: readonly EntityField[]): {
  columns: EntityColumn[]
  title: string | null
  changed: string | null
} {
  const title = titleFieldOf(fields)
  const dates = ['creationDate', 'modificationDate'].filter((name) =>
    live(fields).some((field) => field.name === name && field.namedType === 'String'),
  )
  const names = [...new Set([...(title === null ? [] : [title]), ...dates])]
  return {
    columns: names.map((name) => ({ kind: 'plain', name })),
    title,
    changed: dates.includes('modificationDate') ? 'modificationDate' : null,
  }
}

/**
 * What a card asks for: values, texts and relations. `titleOf` tells the title field of what a relation leads to; null where
 * it is not known. Fields of other types are left out: what they hold cannot be told from the snapshot.
 */
export function cardColumns(
  fields: readonly EntityField[],
  titleOf: (relation: string) => string | null,
): { columns: EntityColumn[]; leftOut: string[] } {
  const columns: EntityColumn[] = []
  const leftOut: string[] = []
  for (const field of live(fields)) {
    if (LEFT_OUT.has(field.name)) continue
    const column = columnOf(field, titleOf)
    if (column !== null && columns.length < MAX_COLUMNS) columns.push(column)
    else leftOut.push(field.name)
  }
  return { columns, leftOut }
}

function columnOf(
  { name, namedType, isCollection, relation }: EntityField,
  titleOf: (relation: string) => string | null,
): EntityColumn | null {
  if (relation !== null) return { kind: 'related', name, title: titleOf(relation), isCollection }
  if (SCALARS.has(namedType)) return { kind: 'plain', name }
  if (isCollection) return null
  if (namedType === 'RichField') return { kind: 'richText', name }
  return namedType === 'DateRange' ? { kind: 'dateRange', name } : null
}

/** null: the answer names no id, so that it cannot be kept. */
export function toFoundEntity(row: Record<string, unknown>, title: string | null): FoundEntity | null {
  const upstreamId = toText(row.id, MAX_ID)
  if (upstreamId === null) return null
  return {
    upstreamId,
    publicId: toText(row.publicId, MAX_ID),
    title: (title === null ? null : toText(row[title], MAX_TITLE)) ?? '',
    createdAt: toDate(row.creationDate),
    modifiedAt: toDate(row.modificationDate),
  }
}

function toText(value: unknown, most: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  // Cut between characters, never within one.
  const text = toStorableText(Array.from(String(value).trim()).slice(0, most).join(''))
  return text === '' ? null : text
}

function toDate(value: unknown): Date | null {
  const at = typeof value === 'string' ? new Date(value) : null
  return at === null || Number.isNaN(at.getTime()) || Math.abs(at.getUTCFullYear()) > 9_000 ? null : at
}
