import type { ReactNode } from 'react'
import { Icon } from './icon'

export type Crumb = { href?: string; label: string }

/**
 * Title, one primary action and state, in the same place on every page. On a desk the breadcrumbs stand in the top bar.
 */
export function PageHeader({
  title,
  description,
  breadcrumbs,
  actions,
  meta,
}: {
  title: ReactNode
  description?: ReactNode
  breadcrumbs?: readonly Crumb[]
  actions?: ReactNode
  meta?: ReactNode
}) {
  return (
    <header className="mb-5 grid gap-1">
      {breadcrumbs === undefined || breadcrumbs.length === 0 ? null : <Breadcrumbs crumbs={breadcrumbs} />}
      {/* Actions stand at the right of the title, and below it at the left where there is no room. */}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 text-lg font-semibold tracking-[-0.01em] break-words">{title}</h1>
          {meta === undefined ? null : (
            <div className="flex flex-wrap items-center gap-2 text-sm text-text-muted">{meta}</div>
          )}
        </div>
        {actions === undefined ? null : (
          <div className="print-hidden flex flex-wrap items-center gap-2">{actions}</div>
        )}
      </div>
      {description === undefined ? null : (
        <p className="max-w-[72ch] text-text-muted text-pretty">{description}</p>
      )}
    </header>
  )
}

function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="breadcrumbs">
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={crumb.href ?? crumb.label}>
            {index === 0 ? null : <Icon name="chevron-right" size={12} />}
            {crumb.href === undefined ? (
              <bdi aria-current={index === crumbs.length - 1 ? 'page' : undefined}>{crumb.label}</bdi>
            ) : (
              <a href={crumb.href}>
                <bdi>{crumb.label}</bdi>
              </a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
