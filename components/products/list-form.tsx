'use client'

import { type ReactNode, useActionState } from 'react'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import type { ListResult } from '@/lib/products/actions/list'

/** A form of the list: hidden fields, what is in it, and above that what went wrong. Needs no script. */
export function ListForm({
  action,
  fields = {},
  className,
  children,
}: {
  action: (before: ListResult, form: FormData) => Promise<ListResult>
  fields?: Readonly<Record<string, string>>
  className?: string
  children: ReactNode
}) {
  const [state, act, pending] = useActionState<ListResult, FormData>(action, null)
  return (
    <form action={act} className={className} aria-busy={pending}>
      <FormErrorSummary result={state} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  )
}
