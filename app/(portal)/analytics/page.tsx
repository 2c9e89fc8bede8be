import type { Metadata } from 'next'
import { CatalogueFaults } from '@/components/analytics/catalogue-faults'
import { QueryList } from '@/components/analytics/query-list'
import { Button, LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { pageCtx } from '@/lib/access/loaders'
import { searchQueries } from '@/lib/analytics/catalogue-search'
import { loadQueries } from '@/lib/analytics/loaders'
import { offersStatements } from '@/lib/analytics/loaders/ad-hoc'
import { MAX_SEARCH } from '@/lib/search/model'

export const metadata: Metadata = { title: 'Analytics' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function AnalyticsPage({ searchParams }: Props) {
  const { user, now } = await pageCtx('read:query')
  const { q } = await searchParams
  const search = (Array.isArray(q) ? q[0] : q)?.trim() ?? ''
  const { queries, faults } = await loadQueries()
  const found = searchQueries(queries, search)
  return (
    <>
      <PageHeader
        title="Analytics"
        breadcrumbs={[{ label: 'Analytics' }]}
        description="Questions that are kept as code, answered when you open them."
        meta={`${found.length} of ${queries.length} queries`}
        actions={
          (await offersStatements()) ? <LinkButton href="/analytics/sql">Ask in SQL</LinkButton> : null
        }
      />
      <CatalogueFaults faults={faults} />
      <form action="/analytics" method="get" className="mb-4 flex max-w-md gap-2">
        <Input
          name="q"
          type="search"
          defaultValue={search}
          maxLength={MAX_SEARCH}
          aria-label="Search queries"
          placeholder="Search queries"
        />
        <Button type="submit">Search</Button>
      </form>
      <Card>
        {found.length > 0 ? (
          <QueryList queries={found} format={user} now={now()} />
        ) : queries.length === 0 ? (
          <EmptyState title="No queries for you yet">
            Queries are files in the folder analytics/. You see those that your grants reach.
          </EmptyState>
        ) : (
          <EmptyState
            icon="search-x"
            title={`No query fits “${search}”`}
            action={<LinkButton href="/analytics">Show all queries</LinkButton>}
          >
            Titles, descriptions, owners and tags are searched.
          </EmptyState>
        )}
      </Card>
    </>
  )
}
