import { clsx } from 'clsx'
import { formatNumber } from '@/lib/platform/format'
import { SEARCH_KINDS, SECTION_LABELS, type SearchAnswer, type SearchKind } from '@/lib/search/model'
import { searchHref } from './search-href'

/** How many there are of each kind, and the way to one kind alone. */
export function SearchFilters({
  answer: { q, kind, sections },
  locale,
}: {
  answer: SearchAnswer & { kind?: SearchKind }
  locale: string
}) {
  const counts = new Map(sections.map((section) => [section.kind, section]))
  const shown = SEARCH_KINDS.filter((one) => counts.has(one) || one === kind)
  if (shown.length === 0) return null
  return (
    <nav aria-label="Kinds" className="print-hidden flex flex-wrap gap-2">
      <Choice href={searchHref(q)} chosen={kind === undefined} label="All" />
      {shown.map((one) => {
        const found = counts.get(one)
        const count = `${formatNumber(found?.total ?? 0, { locale })}${found?.capped ? '+' : ''}`
        return (
          <Choice
            key={one}
            href={searchHref(q, { kind: one })}
            chosen={one === kind}
            label={SECTION_LABELS[one]}
            count={count}
          />
        )
      })}
    </nav>
  )
}

function Choice({
  href,
  chosen,
  label,
  count,
}: {
  href: string
  chosen: boolean
  label: string
  count?: string
}) {
  return (
    <a
      href={href}
      aria-current={chosen ? 'true' : undefined}
      className={clsx(
        'inline-flex h-7 items-center gap-1.5 rounded-md border border-border px-2 text-sm hover:bg-surface-hover max-sm:h-11',
        chosen && 'bg-accent-soft font-medium',
      )}
    >
      {label}
      {count === undefined ? null : <span className="text-text-muted tabular-nums">{count}</span>}
    </a>
  )
}
