import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { isLockedWhole } from '@/lib/synced/model'
import { lockFaults } from '../locks'
import { type Product, type ProductDraft, toDraft } from '../model'

/**
 * What comes from another system is changed there; the rest of the record is the portal's.
 * @throws AppError CONFLICT for a product that is another system's as a whole
 */
export function refuseLockedWhole(product: Product): void {
  if (!isLockedWhole(product)) return
  throw new AppError('CONFLICT', { details: { reason: 'synced', source: product.source } })
}

/** What the form's controls are called, where it is otherwise than the field. */
const CONTROLS: Record<string, string> = { code: 'newCode' }

/** @throws AppError VALIDATION naming each field that the draft changes and another system owns, at its control */
export function refuseLocked(product: Product, draft: ProductDraft): void {
  const faults = lockFaults(product, toDraft(product), draft)
  if (faults.length === 0) return
  const fieldErrors: FieldErrors = {}
  for (const { field, words } of faults) {
    const control = controlOf(field)
    fieldErrors[control] = [...(fieldErrors[control] ?? []), words]
  }
  throw new AppError('VALIDATION', { fieldErrors })
}

function controlOf(field: string): string {
  if (field.startsWith('links.')) return 'link'
  return CONTROLS[field] ?? field.replace(/^attributes\./, 'attr.')
}
