type Values = Readonly<Record<string, string>>

/** The failing half of a save's answer, as far as the form's controls are concerned. */
export type FailedSave = { code: string; values?: Record<string, string> }

/** What the form began with, sent along with it: tells what was typed from what merely stood there. */
export const BASE_FIELD = 'base'

/** Rows that are one matter, as links are: their controls' names, and what a control of a spare row holds unless it is empty. */
export type RowsOfForm = { names: RegExp; blank?: (name: string) => string }

/**
 * What the controls hold after a save that did not succeed: what was typed. After a conflict, fields that its author did not
 * touch take what others saved meanwhile, so that nobody undoes a change that they never saw; rows are taken whole.
 */
export function typedAfter(present: Values, failed: FailedSave | null, rows: RowsOfForm): Values {
  if (failed === null) return present
  const typed = failed.values ?? {}
  if (failed.code !== 'VERSION_CONFLICT') return { ...present, ...typed }
  const base = parseBase(typed[BASE_FIELD])
  const touched = (name: string) => typed[name] !== (base[name] ?? rows.blank?.(name) ?? '')
  const names = Object.keys(typed).filter((name) => name !== BASE_FIELD)
  const inRows = names.filter((name) => rows.names.test(name))
  const kept = inRows.some(touched) ? inRows : []
  const merged = Object.fromEntries(
    Object.entries(present).filter(([name]) => kept.length === 0 || !rows.names.test(name)),
  )
  for (const name of [...names.filter((one) => !rows.names.test(one) && touched(one)), ...kept]) {
    merged[name] = typed[name] ?? ''
  }
  return merged
}

/**
 * The version (or fingerprint) that the next save starts from: the present one only once its author has been shown it.
 */
export function versionAfter(present: number | string, failed: FailedSave | null, field = 'version'): string {
  const sent = failed?.values?.[field]
  return failed === null || failed.code === 'VERSION_CONFLICT' || sent === undefined ? String(present) : sent
}

/** What the next save is held against: after a conflict what is saved now, otherwise what the form began with. */
export function baseAfter(present: Values, failed: FailedSave | null): string {
  const sent = failed?.code === 'VERSION_CONFLICT' ? undefined : failed?.values?.[BASE_FIELD]
  return sent ?? JSON.stringify(present)
}

function parseBase(text: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text ?? '')
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
