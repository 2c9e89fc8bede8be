import type { Metadata } from 'next'
import { PeopleFilter, PeopleFilterChips, peopleHref } from '@/components/access/people-filter'
import { PeopleTable } from '@/components/access/people-table'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { loadPeople } from '@/lib/access/loaders/people'
import { formatNumber } from '@/lib/platform/format'

export const metadata: Metadata = { title: 'People' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function PeoplePage({ searchParams }: Props) {
  const { ctx, filter, list, roleNames } = await loadPeople(await searchParams)
  const { people, total, next } = list
  return (
    <>
      <PageHeader
        title="People"
        breadcrumbs={[{ label: 'Admin' }, { label: 'People' }]}
        description="Everybody who has signed in, with their roles and where each comes from."
        meta={<span className="tabular-nums">{formatNumber(total, ctx.user)}</span>}
      />
      <PeopleFilter key={JSON.stringify(filter)} values={filter} roleNames={roleNames} />
      <PeopleFilterChips values={filter} roleNames={roleNames} />
      {people.length === 0 ? (
        <EmptyState
          icon="search-x"
          title="Nobody fits"
          action={<LinkButton href="/admin/users">Show everybody</LinkButton>}
        >
          People appear here once they have signed in for the first time.
        </EmptyState>
      ) : (
        <>
          <PeopleTable people={people} roleNames={roleNames} now={ctx.now()} format={ctx.user} />
          <nav aria-label="Pages of people" className="mt-3 flex flex-wrap items-center gap-3 text-sm">
            <p className="text-text-muted tabular-nums">
              {formatNumber(people.length, ctx.user)} of {formatNumber(total, ctx.user)} shown
            </p>
            <div className="ml-auto flex gap-2">
              {filter.after === '' ? null : (
                <LinkButton size="sm" href={peopleHref({ ...filter, after: '' })}>
                  From the beginning
                </LinkButton>
              )}
              {next === null ? null : (
                <LinkButton size="sm" rel="next" href={peopleHref({ ...filter, after: next })}>
                  Next
                </LinkButton>
              )}
            </div>
          </nav>
        </>
      )}
    </>
  )
}
