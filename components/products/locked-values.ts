import { syncedAttribute, syncedLink } from '@/lib/products/model/fed'
import { isLocked, type Lock } from '@/lib/synced/model'
import type { ProductFormValues } from './form-values'

const ROW = /^link\.(\d+)\./
const PARTS = ['type', 'label', 'url'] as const

/**
 * What was typed, with what comes from another system as it is now (`present`): nobody could change it in the form, so nobody
 * is held to what it was when they began. A link of that system that is gone leaves an empty row; a new one stands behind.
 */
export function withLocked(
  typed: ProductFormValues,
  lock: Lock | undefined,
  present: ProductFormValues,
): ProductFormValues {
  if (lock === undefined || lock.source === 'portal') return typed
  const values: Record<string, string> = { ...typed }
  for (const name of new Set([...Object.keys(typed), ...Object.keys(present)])) {
    const field = fieldOf(name)
    if (field !== null && isLocked(lock, field)) values[name] = present[name] ?? ''
  }
  return withLockedLinks(values, lock, present)
}

/** The field that a control holds; null for those of links. */
function fieldOf(name: string): string | null {
  if (name.startsWith('link.')) return null
  if (name.startsWith('attr.')) return syncedAttribute(name.slice('attr.'.length))
  return name === 'newCode' ? 'code' : name
}

function withLockedLinks(
  values: Record<string, string>,
  lock: Lock,
  present: ProductFormValues,
): ProductFormValues {
  const labelAt = (of: ProductFormValues, row: number) => of[`link.${row}.label`] ?? ''
  const isTheirs = (label: string) => label !== '' && isLocked(lock, syncedLink(label))
  const left = new Map(
    rowsOf(present)
      .filter((row) => isTheirs(labelAt(present, row)))
      .map((row) => [labelAt(present, row).toLowerCase(), row]),
  )
  const put = (row: number, from: number | undefined) => {
    for (const part of PARTS) {
      const empty = part === 'type' ? 'document' : ''
      values[`link.${row}.${part}`] = from === undefined ? empty : (present[`link.${from}.${part}`] ?? empty)
    }
  }
  const rows = rowsOf(values)
  for (const row of rows) {
    const label = labelAt(values, row)
    if (!isTheirs(label)) continue
    put(row, left.get(label.toLowerCase()))
    left.delete(label.toLowerCase())
  }
  let next = Math.max(-1, ...rows) + 1
  for (const from of left.values()) {
    put(next, from)
    next += 1
  }
  return values
}

function rowsOf(values: ProductFormValues): number[] {
  const rows = Object.keys(values).flatMap((name) => ROW.exec(name)?.[1] ?? [])
  return [...new Set(rows)].map(Number)
}
