import type { Metadata } from 'next'
import { BeginFrame } from '@/components/dashboards/begin-frame'
import { DashboardFacts, DashboardProducts, RulesInForce } from '@/components/dashboards/dashboard-facts'
import { EmbeddedDashboard } from '@/components/dashboards/embedded-dashboard'
import { StoppedDashboard } from '@/components/dashboards/stopped-dashboard'
import { Callout } from '@/components/ui/callout'
import { PageHeader } from '@/components/ui/page-header'
import { AsOf } from '@/components/ui/time'
import { loadDashboard, loadEmbedding, loadNonce } from '@/lib/dashboards/loaders/embed'

type Props = {
  params: Promise<{ slug: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { opened } = await loadDashboard((await params).slug)
  return { title: opened.dashboard.title }
}

export default async function DashboardPage({ params, searchParams }: Props) {
  const { ctx, opened, mayMend, versionNote } = await loadDashboard((await params).slug)
  const { dashboard, filters, rules } = opened
  const { embed, known, told } = await loadEmbedding({ ctx, opened }, await searchParams)
  // A frame in the HTML keeps the document loading for as long as Superset takes: not where that is known to be long.
  const begin = known.obstacle === null ? <BeginFrame nonce={await loadNonce()} /> : null
  const now = ctx.now()
  const facts = <DashboardFacts dashboard={dashboard} now={now} format={ctx.user} />
  return (
    <>
      <PageHeader
        title={dashboard.title}
        breadcrumbs={[{ href: '/dashboards', label: 'Dashboards' }, { label: dashboard.title }]}
        description={dashboard.description === '' ? undefined : dashboard.description}
        meta={
          <>
            {dashboard.ownerName === null ? null : <span>{dashboard.ownerName}</span>}
            <AsOf at={dashboard.asOf} source="Listed by Superset" now={now} format={ctx.user} />
          </>
        }
      />
      <div className="grid gap-4">
        {versionNote === null ? null : (
          <Callout tone="warning" title="This Superset was not tried with the portal">
            {versionNote}
          </Callout>
        )}
        {embed === null ? (
          <StoppedDashboard
            obstacle={known.obstacle ?? 'unknown'}
            detail={known.detail}
            mayMend={mayMend}
            facts={facts}
          />
        ) : (
          <EmbeddedDashboard {...{ embed, filters, known, told, begin, mayMend, facts }} />
        )}
        <DashboardProducts products={dashboard.products} />
        <RulesInForce rules={rules} />
      </div>
    </>
  )
}
