import type { ProductFormValues } from './form-values'

/** The failing half of a save's answer, as far as the form's controls are concerned. */
export type FailedSave = { code: string; values?: Record<string, string> }

/** What the form began with, sent along with it: tells what was typed from what merely stood there. */
export const BASE_FIELD = 'base'

const LINK = /^link\./

/**
 * What the controls hold after a save that did not succeed: what was typed. After a conflict, fields that its author did not
 * touch take what others saved meanwhile, so that nobody undoes a change that they never saw. Links are one matter.
 */
export function typedAfter(present: ProductFormValues, failed: FailedSave | null): ProductFormValues {
  if (failed === null) return present
  const typed = failed.values ?? {}
  if (failed.code !== 'VERSION_CONFLICT') return { ...present, ...typed }
  const base = parseBase(typed[BASE_FIELD])
  const touched = (name: string) => typed[name] !== (base[name] ?? (name.endsWith('.type') ? 'document' : ''))
  const names = Object.keys(typed).filter((name) => name !== BASE_FIELD)
  const links = names.filter((name) => LINK.test(name))
  const kept = links.some(touched) ? links : []
  const merged = Object.fromEntries(
    Object.entries(present).filter(([name]) => kept.length === 0 || !LINK.test(name)),
  )
  for (const name of [...names.filter((one) => !LINK.test(one) && touched(one)), ...kept]) {
    merged[name] = typed[name] ?? ''
  }
  return merged
}

/** The version that the next save starts from: the present one only once its author has been shown it. */
export function versionAfter(present: number, failed: FailedSave | null): string {
  const sent = failed?.values?.version
  return failed === null || failed.code === 'VERSION_CONFLICT' || sent === undefined ? String(present) : sent
}

function parseBase(text: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text ?? '')
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
