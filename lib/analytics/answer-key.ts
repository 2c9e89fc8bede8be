import { createHash } from 'node:crypto'
import type { BoundValue } from '@/lib/connectors/tabular'
import type { Query, QueryKey, RowAccess } from './model'

/** All that an answer hangs on. */
export type Question = {
  queryKey: QueryKey
  /** Of the query's file: `fingerprintOf`. */
  fingerprint: string
  /** Which engine, and where. */
  engine: string
  /** As the engine tells it; empty where it cannot: then an answer's age alone decides. */
  dataVersion: string
  values: Readonly<Record<string, BoundValue>>
  /** The rows that the reader reaches. A query that binds none is answered whole, for those alone who reach all. */
  access: Exclude<RowAccess, { reach: 'none' }>
}

/**
 * Names a question: two readers share an answer when, and only when, they have the same key. A change of the file, of a
 * value's type or text, of the data, the engine or the rows that a reader reaches makes another one.
 */
export function answerKey(question: Question): string {
  const { queryKey, fingerprint, engine, dataVersion, values, access } = question
  const named = Object.keys(values)
    .sort()
    // Whatever a value says of itself: its type, of what a list is, and the value.
    .map((name) => [name, Object.entries(values[name] ?? {}).sort(byName)])
  const rows = access.reach === 'all' ? ['all'] : ['groups', ...[...new Set(access.productGroups)].sort()]
  return sha256(JSON.stringify([queryKey, fingerprint, engine, dataVersion, named, rows], exactly))
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1
}

/** What JSON would refuse, or write as something else: NaN as null, -0 as 0. */
function exactly(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

const fingerprints = new WeakMap<Query, string>()

/** Of everything that a query's file says. */
export function fingerprintOf(query: Query): string {
  const known = fingerprints.get(query)
  if (known !== undefined) return known
  const made = sha256(JSON.stringify({ ...query, columns: [...query.columns] }))
  fingerprints.set(query, made)
  return made
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What the record of a run says of the reader's rows: `all`, or the product groups. */
export function rowScopeMark(access: Question['access']): string {
  return access.reach === 'all' ? 'all' : access.productGroups.join(', ').slice(0, 200)
}
