import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const CONTROL =
  'w-full min-w-0 rounded-md border border-border-strong bg-surface-raised text-text text-base max-sm:text-[16px] transition-colors hover:border-text-muted disabled:opacity-60 aria-invalid:border-danger'

/** Not for choices, which the selector takes for read only too. */
const READ_ONLY = 'read-only:bg-surface-sunken read-only:text-text-muted'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={clsx(CONTROL, READ_ONLY, 'h-8 px-2.5 max-sm:h-11', className)} {...rest} />
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={rows} className={clsx(CONTROL, READ_ONLY, 'px-2.5 py-1.5', className)} {...rest} />
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={clsx(CONTROL, 'h-8 pr-8 pl-2.5 max-sm:h-11', className)} {...rest} />
}

/** A choice cannot be read only: one that is locked is sent beside a box that shows it. */
export function LockableSelect({
  locked,
  name,
  ...rest
}: ComponentProps<'select'> & { locked: boolean; name: string }) {
  if (!locked) return <Select name={name} {...rest} />
  return (
    <>
      <input type="hidden" name={name} value={String(rest.defaultValue ?? '')} />
      <Select {...rest} disabled />
    </>
  )
}

/** A box with its words, both one target. */
export function Checkbox({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: string }) {
  return (
    <label className={clsx('inline-flex min-h-6 items-center gap-2 max-sm:min-h-11', className)}>
      <input type="checkbox" className="size-4 accent-accent" {...rest} />
      <span>{label}</span>
    </label>
  )
}
