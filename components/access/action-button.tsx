'use client'

import { useActionState, useId } from 'react'
import { Button, type ButtonSize, type ButtonVariant } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import type { AccessState } from '@/lib/access/actions'
import { failureWords } from './result-words'

/** One thing done at once: a form of hidden fields and its button, and beside it what went wrong. Needs no script. */
export function ActionButton({
  action,
  fields,
  label,
  description,
  icon,
  variant = 'secondary',
  size = 'sm',
}: {
  action: (before: AccessState, form: FormData) => Promise<AccessState>
  fields: Readonly<Record<string, string>>
  label: string
  /** For those who hear the button without what stands round it. */
  description?: string
  icon?: IconName
  variant?: ButtonVariant
  size?: ButtonSize
}) {
  const [state, act, pending] = useActionState<AccessState, FormData>(action, null)
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
          {`${failureWords(failed)} Request ${failed.requestId}.`}
        </p>
      )}
    </form>
  )
}
