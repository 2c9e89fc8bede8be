import type { Metadata } from 'next'
import { CatalogueFaults } from '@/components/analytics/catalogue-faults'
import { QueryCatalogue } from '@/components/analytics/query-catalogue'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { pageCtx } from '@/lib/access/loaders'
import { cataloguePage, parseCatalogueView } from '@/lib/analytics/catalogue-view'
import { loadQueries } from '@/lib/analytics/loaders'
import { offersStatements } from '@/lib/analytics/loaders/ad-hoc'
import { loadPinning } from '@/lib/analytics/loaders/pinned-figures'

export const metadata: Metadata = { title: 'Analytics' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function AnalyticsPage({ searchParams }: Props) {
  const { user, now } = await pageCtx('read:query')
  const search = await searchParams
  const [{ queries, faults }, pinning] = await Promise.all([loadQueries(), loadPinning(search)])
  const view = parseCatalogueView(search, pinning?.product ?? '')
  const shown = cataloguePage(queries, view)
  return (
    <>
      <PageHeader
        title="Analytics"
        breadcrumbs={[{ label: 'Analytics' }]}
        description="Questions that are kept as code, answered when you open them."
        meta={`${shown.found} of ${queries.length} queries`}
        actions={
          (await offersStatements()) ? <LinkButton href="/analytics/sql">Ask in SQL</LinkButton> : null
        }
      />
      <CatalogueFaults faults={faults} />
      <QueryCatalogue view={view} shown={shown} total={queries.length} format={user} now={now()} />
    </>
  )
}
