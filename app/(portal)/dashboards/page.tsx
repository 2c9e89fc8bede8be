import type { Metadata } from 'next'
import { DashboardList } from '@/components/dashboards/dashboard-list'
import { HowToConnect } from '@/components/dashboards/how-to-connect'
import { NoDashboards } from '@/components/dashboards/no-dashboards'
import { SearchForm } from '@/components/dashboards/search-form'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { loadDashboards } from '@/lib/dashboards/loaders'

export const metadata: Metadata = { title: 'Dashboards' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function DashboardsPage({ searchParams }: Props) {
  const { ctx, q, dashboards, total, connected, mayPublish } = await loadDashboards(await searchParams)
  const count = q === '' ? `${total} published` : `${dashboards.length} of ${total} published`
  return (
    <>
      <PageHeader
        title="Dashboards"
        breadcrumbs={[{ label: 'Dashboards' }]}
        description="Dashboards of the data warehouse, with the rows that your roles allow."
        meta={total === 0 ? undefined : count}
        actions={mayPublish && connected ? <LinkButton href="/admin/dashboards">Publish</LinkButton> : null}
      />
      <div className="grid gap-4">
        {total > 0 ? <SearchForm action="/dashboards" q={q} label="Title, tag, owner, text" /> : null}
        <Card>
          {dashboards.length > 0 ? (
            <DashboardList dashboards={dashboards} format={ctx.user} now={ctx.now()} />
          ) : (
            <NoDashboards {...{ q, total, connected, mayPublish }} />
          )}
        </Card>
        {mayPublish && !connected ? <HowToConnect /> : null}
      </div>
    </>
  )
}
