import type { ReactNode } from 'react'
import { Icon } from './icon'

/** What the control of a Field carries, so that its hint and errors are read with it. */
export function fieldAria(id: string, hint?: string, errors?: readonly string[]) {
  const invalid = errors !== undefined && errors.length > 0
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(invalid ? [`${id}-error`] : [])]
  return {
    'aria-invalid': invalid ? (true as const) : undefined,
    'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
  }
}

/** Label, hint and errors round a control with the same `id`; spread `fieldAria(id, hint, errors)` on the control. */
export function Field({
  id,
  label,
  hint,
  errors,
  optional,
  children,
}: {
  id: string
  label: string
  hint?: string
  errors?: readonly string[]
  optional?: boolean
  children: ReactNode
}) {
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
        {optional ? <span className="font-normal text-text-muted"> (optional)</span> : null}
      </label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-sm text-text-muted">
          {hint}
        </p>
      )}
      <FieldError id={id} errors={errors} />
    </div>
  )
}

/** What is wrong with the control of this id. Nothing when nothing is. */
export function FieldError({ id, errors }: { id: string; errors: readonly string[] | undefined }) {
  if (errors === undefined || errors.length === 0) return null
  return (
    <p id={`${id}-error`} className="flex items-start gap-1.5 text-sm text-danger">
      <Icon name="circle-alert" size={14} className="mt-[3px]" />
      <span>{errors.join(' ')}</span>
    </p>
  )
}
