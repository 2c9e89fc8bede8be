import type { Metadata } from 'next'
import { AuditFilterChips, AuditFilters } from '@/components/audit/audit-filters'
import { AuditTable } from '@/components/audit/audit-table'
import { ExportLinks } from '@/components/audit/export-links'
import { SealStatus } from '@/components/audit/seal-status'
import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import { loadAuditView } from '@/lib/audit/loaders'
import { auditQuery } from '@/lib/audit/schema'

export const metadata: Metadata = { title: 'Audit record' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function AuditPage({ searchParams }: Props) {
  const { ctx, view } = await loadAuditView(await searchParams)
  const { events, filter, ignored, names, total, capped, newerHref, olderHref, first } = view
  const shared = { now: ctx.now(), format: ctx.user }
  return (
    <>
      <PageHeader
        title="Audit record"
        breadcrumbs={[{ label: 'Admin' }, { label: 'Audit record' }]}
        description="Every change, every refusal and every failure: who, what, on which record, and how it ended."
        actions={view.mayExport ? <ExportLinks query={auditQuery(filter)} /> : undefined}
      />
      <SealStatus state={view.seal} {...shared} />
      <AuditFilters key={JSON.stringify(filter)} filter={filter} words={view.words} />
      <AuditFilterChips filter={filter} />
      {ignored.length === 0 ? null : (
        <div className="mb-3">
          <Callout tone="warning" title={`Not understood and left out: ${ignored.join(', ')}.`} />
        </div>
      )}
      {events.length === 0 ? (
        <EmptyState
          icon="search-x"
          title="No event is like that"
          action={<LinkButton href="/admin/audit">Show all events</LinkButton>}
        >
          Take a filter away to see others.
        </EmptyState>
      ) : (
        <>
          <AuditTable events={events} names={names} filter={filter} {...shared} />
          <div className="mt-3">
            <Pagination
              from={first}
              to={first + events.length - 1}
              total={total}
              capped={capped}
              noun="events"
              locale={ctx.user.locale}
              previousHref={newerHref ?? undefined}
              nextHref={olderHref ?? undefined}
            />
          </div>
        </>
      )}
    </>
  )
}
