import type { Metadata } from 'next'
import { PLACES } from '@/components/layout/nav-items'
import { SearchBox } from '@/components/search/search-box'
import { SearchFilters } from '@/components/search/search-filters'
import { SearchResults } from '@/components/search/search-results'
import { PageHeader } from '@/components/ui/page-header'
import { pageCtx } from '@/lib/access/loaders'
import { loadSearch } from '@/lib/search/loaders'

export const metadata: Metadata = { title: 'Search' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SearchPage({ searchParams }: Props) {
  const { user } = await pageCtx()
  const answer = await loadSearch(await searchParams, PLACES)
  return (
    <>
      <PageHeader title="Search" breadcrumbs={[{ href: '/', label: 'Home' }, { label: 'Search' }]} />
      <div className="grid gap-4">
        <SearchBox q={answer.q} kind={answer.kind} autoFocus={answer.q === ''} />
        {answer.q === '' ? null : <SearchFilters answer={answer} locale={user.locale} />}
        <SearchResults answer={answer} locale={user.locale} />
      </div>
    </>
  )
}
