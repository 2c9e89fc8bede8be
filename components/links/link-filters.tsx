import { LIST_STATES, type ListState } from '@/lib/links/model'

export type LinksAddress = { state: ListState; mine: boolean; page?: number }

const STATE_WORDS: Readonly<Record<ListState, string>> = {
  broken: 'Broken',
  failing: 'Failing',
  other: 'Could not be told',
  works: 'Working',
}

export const STATE_MEANS: Readonly<Record<ListState, string>> = {
  broken: 'Links that failed more than once, hours or days apart.',
  failing: 'Links that failed lately: not often enough, or not for long enough, to be called broken.',
  other:
    'Links whose hosts want a sign-in, ask for patience or keep programs out, and those that are not asked.',
  works: 'Links that worked when they were last asked.',
}

/** The address of the list with these filters. */
export function linksHref({ state, mine, page }: LinksAddress): string {
  const query = new URLSearchParams()
  if (state !== 'broken') query.set('state', state)
  if (mine) query.set('mine', '1')
  if (page !== undefined && page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? '/links' : `/links?${text}`
}

/** Which links, and whose. */
export function LinkFilters({ state, mine }: LinksAddress) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <nav aria-label="Filter links by state" className="flex flex-wrap items-center gap-1">
        {LIST_STATES.map((each) => (
          <Choice key={each} href={linksHref({ state: each, mine })} chosen={each === state}>
            {STATE_WORDS[each]}
          </Choice>
        ))}
      </nav>
      <nav aria-label="Whose links" className="flex flex-wrap items-center gap-1">
        <Choice href={linksHref({ state, mine: false })} chosen={!mine}>
          All that you may read
        </Choice>
        <Choice href={linksHref({ state, mine: true })} chosen={mine}>
          Those you look after
        </Choice>
      </nav>
    </div>
  )
}

function Choice({ href, chosen, children }: { href: string; chosen: boolean; children: string }) {
  return (
    <a
      href={href}
      aria-current={chosen ? 'page' : undefined}
      data-scroll="keep"
      className="inline-flex h-7 items-center rounded-md px-2 text-sm text-text-muted hover:bg-surface-hover aria-[current=page]:bg-surface-selected aria-[current=page]:font-medium aria-[current=page]:text-text max-sm:min-h-11"
    >
      {children}
    </a>
  )
}
