import type { Metadata } from 'next'
import { DashboardList } from '@/components/dashboards/dashboard-list'
import { HowToConnect } from '@/components/dashboards/how-to-connect'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { loadDashboards } from '@/lib/dashboards/loaders'

export const metadata: Metadata = { title: 'Dashboards' }

export default async function DashboardsPage() {
  const { actor, user, now } = await pageCtx('read:dashboard')
  const dashboards = await loadDashboards()
  const mayPublish = canSome(actor, 'publish:dashboard')
  return (
    <>
      <PageHeader
        title="Dashboards"
        breadcrumbs={[{ label: 'Dashboards' }]}
        description="Dashboards of the data warehouse, with the rows that your roles allow."
        meta={dashboards.length === 0 ? undefined : `${dashboards.length} published`}
      />
      <div className="grid gap-4">
        <Card>
          {dashboards.length > 0 ? (
            <DashboardList dashboards={dashboards} format={user} now={now()} />
          ) : (
            <EmptyState icon="layout-dashboard" title="No Superset is connected">
              {mayPublish
                ? 'There is no dashboard to show. What a Superset needs is written below.'
                : 'There is no dashboard to show. An administrator can read here what a Superset needs.'}
            </EmptyState>
          )}
        </Card>
        {mayPublish ? <HowToConnect /> : null}
      </div>
    </>
  )
}
