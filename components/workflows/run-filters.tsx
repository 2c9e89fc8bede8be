import { FilterChip } from '@/components/ui/filter-chip'
import { RUN_STATES, type RunState } from '@/lib/workflows/model'
import { RUN_LOOKS } from './run-state'

export type RunQuery = { state?: RunState; workflow?: string; page?: number }

/** The address of the list with these filters. */
export function runsHref({ state, workflow, page }: RunQuery): string {
  const query = new URLSearchParams()
  if (state !== undefined) query.set('state', state)
  if (workflow !== undefined) query.set('workflow', workflow)
  if (page !== undefined && page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? '/admin/workflows' : `/admin/workflows?${text}`
}

/** The states to choose from, and the workflow filter in force as a chip. */
export function RunFilters({ state, workflow }: RunQuery) {
  return (
    <nav aria-label="Filter runs by state" className="flex flex-wrap items-center gap-1">
      {[undefined, ...RUN_STATES].map((each) => (
        <a
          key={each ?? 'all'}
          href={runsHref({ state: each, workflow })}
          aria-current={each === state ? 'page' : undefined}
          data-scroll="keep"
          className="inline-flex h-7 items-center rounded-md px-2 text-sm text-text-muted hover:bg-surface-hover aria-[current=page]:bg-surface-selected aria-[current=page]:font-medium aria-[current=page]:text-text max-sm:min-h-11"
        >
          {each === undefined ? 'All' : RUN_LOOKS[each].words}
        </a>
      ))}
      {workflow === undefined ? null : (
        <FilterChip label="Workflow" value={workflow} removeHref={runsHref({ state })} />
      )}
    </nav>
  )
}
