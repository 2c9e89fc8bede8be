import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** A block of a page. With `label` it is a region that is found by its name. */
export function Card({
  children,
  className,
  label,
}: {
  children: ReactNode
  className?: string
  label?: string
}) {
  const look = clsx('min-w-0 rounded-md border border-border bg-surface-raised', className)
  return label === undefined ? (
    <div className={look}>{children}</div>
  ) : (
    <section className={look} aria-label={label}>
      {children}
    </section>
  )
}

export function CardHeader({
  title,
  meta,
  actions,
}: {
  title: ReactNode
  meta?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-border px-4 py-1.5">
      <h2 className="font-semibold">{title}</h2>
      {meta === undefined ? null : <div className="text-sm text-text-muted">{meta}</div>}
      {actions === undefined ? null : <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </div>
  )
}

/** `flush`: the content (a table, a list) meets the card's edges. */
export function CardBody({
  children,
  flush,
  className,
}: {
  children: ReactNode
  flush?: boolean
  className?: string
}) {
  return <div className={clsx(flush ? undefined : 'p-4', className)}>{children}</div>
}
