import type { Metadata } from 'next'
import { HowToConnect } from '@/components/dashboards/how-to-connect'
import { NoSuperset } from '@/components/dashboards/no-dashboards'
import { RegistryNotes } from '@/components/dashboards/registry-notes'
import { RegistryTable } from '@/components/dashboards/registry-table'
import { SearchForm } from '@/components/dashboards/search-form'
import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { RefreshForm } from '@/components/workflows/refresh-form'
import { refreshDashboardsAction } from '@/lib/dashboards/actions'
import { loadRegistry } from '@/lib/dashboards/loaders'

export const metadata: Metadata = { title: 'Published dashboards' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function RegistryPage({ searchParams }: Props) {
  const { ctx, q, registry, said } = await loadRegistry(await searchParams)
  const { entries, total, published, address, reading } = registry
  const moment = { format: ctx.user, now: ctx.now() }
  const found = q === '' ? `${total} found` : `${entries.length} of ${total} found`
  return (
    <>
      <PageHeader
        title="Published dashboards"
        breadcrumbs={[{ label: 'Admin' }, { label: 'Published dashboards' }]}
        description="Every dashboard of Superset that the portal’s account sees: which of them readers may open, and what holds their rows."
        meta={total === 0 ? undefined : `${found}, ${published} published`}
        actions={address === null ? null : <RefreshForm action={refreshDashboardsAction} />}
      />
      <div className="grid gap-4">
        {said === null ? null : (
          <div role="status">
            <Callout tone="success" title="Saved." />
          </div>
        )}
        {address === null && total > 0 ? (
          <Callout title="No Superset is connected. What is shown is what was known of the last one." />
        ) : null}
        <RegistryNotes registry={registry} {...moment} />
        {total > 0 ? <SearchForm action="/admin/dashboards" q={q} label="Title, address" /> : null}
        <Card>
          {entries.length > 0 ? (
            <RegistryTable entries={entries} {...moment} />
          ) : (
            <Nothing {...{ q, total, connected: address !== null, read: reading?.asOf != null }} />
          )}
        </Card>
        {address === null ? <HowToConnect /> : null}
      </div>
    </>
  )
}

type NothingProps = { q: string; total: number; connected: boolean; read: boolean }

function Nothing({ q, total, connected, read }: NothingProps) {
  if (total > 0) {
    const all = <LinkButton href="/admin/dashboards">Show all {total}</LinkButton>
    return <EmptyState icon="search-x" title={`No dashboard holds “${q}”`} action={all} />
  }
  if (!connected) return <NoSuperset mayConnect />
  const title = read ? 'The portal’s account sees no dashboard in Superset' : 'Superset was not asked yet'
  return (
    <EmptyState icon="layout-dashboard" title={title}>
      {read
        ? 'Give the account of SUPERSET_USER a role that may read dashboards and their datasets, and refresh.'
        : 'It is asked at start and every hour. You may have it asked now.'}
    </EmptyState>
  )
}
