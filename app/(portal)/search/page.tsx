import type { Metadata } from 'next'
import { placesFor } from '@/components/layout/nav-items'
import { SearchBox } from '@/components/search/search-box'
import { SearchResults } from '@/components/search/search-results'
import { PageHeader } from '@/components/ui/page-header'
import { loadSearch } from '@/lib/search/loaders'

export const metadata: Metadata = { title: 'Search' }

type Props = { searchParams: Promise<{ q?: string | string[] }> }

export default async function SearchPage({ searchParams }: Props) {
  const { q, sections } = await loadSearch((await searchParams).q, placesFor)
  return (
    <>
      <PageHeader title="Search" breadcrumbs={[{ href: '/', label: 'Home' }, { label: 'Search' }]} />
      <div className="grid gap-4">
        <SearchBox q={q} />
        <SearchResults q={q} sections={sections} />
      </div>
    </>
  )
}
