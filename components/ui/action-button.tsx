'use client'

import { useActionState, useId } from 'react'
import type { ActionResult } from '@/lib/platform/action'
import { Button, type ButtonSize, type ButtonVariant } from './button'
import { Icon } from './icon'
import type { IconName } from './icon-names'

export type FailedAction = Extract<ActionResult<never>, { ok: false }>

/** What happened, in the words of the fields where there are such. */
function plainWords({ message, fieldErrors }: FailedAction): string {
  return fieldErrors === undefined ? message : Object.values(fieldErrors).join(' ')
}

/** One thing done at once: a form of hidden fields and its button, and beside it what went wrong. Needs no script. */
export function ActionButton<Data>({
  action,
  fields,
  label,
  description,
  icon,
  variant = 'secondary',
  size = 'md',
  words = plainWords,
}: {
  action: (before: ActionResult<Data> | null, form: FormData) => Promise<ActionResult<Data> | null>
  fields: Readonly<Record<string, string | number>>
  label: string
  /** For those who hear the button without what stands round it. */
  description?: string
  icon?: IconName
  variant?: ButtonVariant
  size?: ButtonSize
  words?: (failed: FailedAction) => string
}) {
  const [state, act, pending] = useActionState<ActionResult<Data> | null, FormData>(action, null)
  const id = useId()
  const failed = state !== null && !state.ok ? state : null
  return (
    <form action={act} className="relative inline-grid justify-items-end gap-1">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button
        type="submit"
        variant={variant}
        size={size}
        disabled={pending}
        aria-label={description}
        aria-describedby={failed === null ? undefined : id}
      >
        {icon === undefined ? null : <Icon name={icon} size={14} />}
        {label}
      </Button>
      {failed === null ? null : (
        <p id={id} role="alert" className="max-w-72 text-right text-sm whitespace-normal text-danger">
          {`${words(failed)} Request ${failed.requestId}.`}
        </p>
      )}
    </form>
  )
}
