import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { unitFault } from '../ucum'

/**
 * Holds units to UCUM.
 * @param units each with the field that it was typed in
 * @throws AppError VALIDATION that names, field by field, the unit that may be meant
 */
export function checkUnits(units: readonly { field: string; unit: string | null }[]): void {
  const fieldErrors: FieldErrors = {}
  for (const { field, unit } of units) {
    const fault = unit === null ? null : unitFault(unit)
    if (fault !== null) fieldErrors[field] = [fault]
  }
  if (Object.keys(fieldErrors).length > 0) throw new AppError('VALIDATION', { fieldErrors })
}
