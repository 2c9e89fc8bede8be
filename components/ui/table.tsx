import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icon'

/**
 * A wide table scrolls in itself, never the page, and fades at the edge where it goes on; the frame takes the focus so that
 * the keyboard can scroll it.
 * `label` names it. With `stickyHeader` the header stays below the top bar (desk width: there the frame does not scroll).
 */
export function Table({
  label,
  children,
  stickyHeader,
  className,
}: {
  label: string
  children: ReactNode
  stickyHeader?: boolean
  className?: string
}) {
  return (
    <section
      className={clsx('table-frame', className)}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      data-sticky={stickyHeader || undefined}
    >
      <table className="data-table">{children}</table>
    </section>
  )
}

export function Thead({ children }: { children: ReactNode }) {
  return (
    <thead>
      <tr>{children}</tr>
    </thead>
  )
}

export function Tbody({ children }: { children: ReactNode }) {
  return <tbody>{children}</tbody>
}

/** `linked`: the row's `<a class="row-link">` covers the row. */
export function Tr({ linked, className, ...rest }: ComponentProps<'tr'> & { linked?: boolean }) {
  return <tr className={clsx(linked && 'linked', className) || undefined} {...rest} />
}

type CellLook = { numeric?: boolean; mono?: boolean; wrap?: boolean }

export function Th({
  numeric,
  mono: _mono,
  wrap: _wrap,
  className,
  scope = 'col',
  ...rest
}: ComponentProps<'th'> & CellLook) {
  return <th scope={scope} className={clsx(numeric && 'num', className) || undefined} {...rest} />
}

export function Td({ numeric, mono, wrap, className, ...rest }: ComponentProps<'td'> & CellLook) {
  return (
    <td
      className={clsx(numeric && 'num', mono && 'mono', wrap && 'wrap', className) || undefined}
      {...rest}
    />
  )
}

export type Sort = { field: string; direction: 'asc' | 'desc' }

/** A column's head that sorts: the first press sorts upward, the next turns it round. */
export function SortHeader({
  label,
  field,
  sort,
  hrefFor,
  numeric,
}: {
  label: string
  field: string
  sort: Sort
  hrefFor: (sort: Sort) => string
  numeric?: boolean
}) {
  const active = sort.field === field
  const next: Sort = { field, direction: active && sort.direction === 'asc' ? 'desc' : 'asc' }
  const state = sort.direction === 'asc' ? 'ascending' : 'descending'
  return (
    <th scope="col" className={numeric ? 'num' : undefined} aria-sort={active ? state : undefined}>
      <a href={hrefFor(next)} className="sort-link" data-scroll="keep">
        {label}
        <Icon
          name={!active ? 'chevrons-up-down' : sort.direction === 'asc' ? 'arrow-up' : 'arrow-down'}
          size={12}
          className={active ? undefined : 'opacity-60'}
        />
      </a>
    </th>
  )
}
