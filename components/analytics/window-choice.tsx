import { WINDOW_KEYS, WINDOWS, type Window } from '@/lib/analytics/performance'

/** How far back to look; it stands in the address. */
export function WindowChoice({ window }: { window: Window }) {
  return (
    <nav aria-label="How far back" className="flex flex-wrap items-center gap-1">
      {WINDOW_KEYS.map((each) => (
        <a
          key={each}
          href={`/admin/analytics?window=${each}`}
          aria-current={each === window ? 'page' : undefined}
          data-scroll="keep"
          className="inline-flex h-7 items-center rounded-md px-2 text-sm text-text-muted hover:bg-surface-hover aria-[current=page]:bg-surface-selected aria-[current=page]:font-medium aria-[current=page]:text-text max-sm:min-h-11"
        >
          {WINDOWS[each].label}
        </a>
      ))}
    </nav>
  )
}
