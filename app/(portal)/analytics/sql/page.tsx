import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DataTables } from '@/components/analytics/data-tables'
import { OwnStatements } from '@/components/analytics/own-statements'
import { RunningStatement } from '@/components/analytics/running-statement'
import { SqlWorkbench } from '@/components/analytics/sql-workbench'
import { BlockBoundary } from '@/components/layout/block-boundary'
import { Card, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { EmptyState } from '@/components/ui/states'
import { pageCtx } from '@/lib/access/loaders'
import { loadDataTables, loadWorkbench } from '@/lib/analytics/loaders/ad-hoc'

export const metadata: Metadata = { title: 'Ask in SQL' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SqlPage({ searchParams }: Props) {
  const { user, now } = await pageCtx('ask:query')
  const { offer, recent, running, mayExport } = await loadWorkbench()
  const { from } = await searchParams
  const chosen = recent.find(({ id }) => id === from)
  return (
    <>
      <PageHeader
        title="Ask in SQL"
        breadcrumbs={[{ href: '/analytics', label: 'Analytics' }, { label: 'Ask in SQL' }]}
        description="A question of your own, over every row. What you ask is written into the audit record."
        meta={offer.offered ? offer.label : undefined}
      />
      {running === null ? null : <RunningStatement running={running} now={now()} format={user} />}
      {offer.offered ? (
        <SqlWorkbench
          key={chosen?.id ?? ''}
          initial={chosen?.statement ?? ''}
          mayExport={mayExport}
          format={{ locale: user.locale, timeZone: user.timeZone }}
        >
          <div className="grid min-w-0 gap-4">
            <BlockBoundary title="The tables cannot be listed">
              <Suspense fallback={<TablesSkeleton />}>
                <Tables />
              </Suspense>
            </BlockBoundary>
            <OwnStatements recent={recent} now={now()} format={user} />
          </div>
        </SqlWorkbench>
      ) : (
        <Card>
          <EmptyState icon="ban" title="Statements of your own are not offered here">
            {offer.reason}
          </EmptyState>
        </Card>
      )}
    </>
  )
}

async function Tables() {
  return <DataTables tables={await loadDataTables()} />
}

function TablesSkeleton() {
  return (
    <Card>
      <CardHeader title="Tables" />
      <SkeletonRows rows={7} label="the tables" />
    </Card>
  )
}
