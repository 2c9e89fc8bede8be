import { formatNumber } from '@/lib/platform/format'
import { LinkButton } from './button'
import { Icon } from './icon'

/** "1–50 of 77" and the way on. A capped count says so ("1,000+"). A missing href is the end in that direction. */
export function Pagination({
  from,
  to,
  total,
  capped = false,
  noun,
  previousHref,
  nextHref,
  locale,
}: {
  from: number
  to: number
  total: number
  capped?: boolean
  /** What is counted, in the plural: `products`. */
  noun: string
  previousHref?: string
  nextHref?: string
  locale: string
}) {
  const show = (value: number) => formatNumber(value, { locale })
  const range = total === 0 ? `No ${noun}` : `${show(from)}–${show(to)} of ${show(total)}${capped ? '+' : ''}`
  return (
    <nav aria-label={`Pages of ${noun}`} className="flex flex-wrap items-center gap-3 text-sm">
      <p className="text-text-muted tabular-nums">
        {range}
        <span className="sr-only"> {noun}</span>
      </p>
      {previousHref === undefined && nextHref === undefined ? null : (
        <div className="print-hidden ml-auto flex gap-2">
          <PageLink href={previousHref} label="Previous" icon="chevron-left" />
          <PageLink href={nextHref} label="Next" icon="chevron-right" />
        </div>
      )}
    </nav>
  )
}

function PageLink({
  href,
  label,
  icon,
}: {
  href: string | undefined
  label: string
  icon: 'chevron-left' | 'chevron-right'
}) {
  const words = (
    <>
      {icon === 'chevron-left' ? <Icon name={icon} size={14} /> : null}
      {label}
      {icon === 'chevron-right' ? <Icon name={icon} size={14} /> : null}
    </>
  )
  if (href === undefined) {
    return (
      <span className="inline-flex h-7 items-center gap-1.5 px-2 text-text-muted max-sm:min-h-11">
        {words}
      </span>
    )
  }
  return (
    <LinkButton href={href} size="sm" rel={label === 'Next' ? 'next' : 'prev'}>
      {words}
    </LinkButton>
  )
}
