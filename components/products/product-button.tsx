'use client'

import { useActionState, useId } from 'react'
import { Button, type ButtonVariant } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import type { ProductResult } from '@/lib/products/actions'

/** One thing done at once to a product: hidden fields and a button, and beside it what went wrong. Needs no script. */
export function ProductButton({
  action,
  fields,
  label,
  description,
  icon,
  variant = 'secondary',
}: {
  action: (before: ProductResult, form: FormData) => Promise<ProductResult>
  fields: Readonly<Record<string, string | number>>
  label: string
  /** For those who hear the button without what stands round it. */
  description?: string
  icon?: IconName
  variant?: ButtonVariant
}) {
  const [state, act, pending] = useActionState<ProductResult, FormData>(action, null)
  const id = useId()
  const failed = state !== null && !state.ok ? state : null
  const words =
    failed?.fieldErrors === undefined ? failed?.message : Object.values(failed.fieldErrors).join(' ')
  return (
    <form action={act} className="relative inline-grid justify-items-end gap-1">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button
        type="submit"
        variant={variant}
        disabled={pending}
        aria-label={description}
        aria-describedby={failed === null ? undefined : id}
      >
        {icon === undefined ? null : <Icon name={icon} size={14} />}
        {label}
      </Button>
      {failed === null ? null : (
        <p id={id} role="alert" className="max-w-72 text-right text-sm whitespace-normal text-danger">
          {`${words} Request ${failed.requestId}.`}
        </p>
      )}
    </form>
  )
}
