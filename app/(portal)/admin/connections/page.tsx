import type { Metadata } from 'next'
import { ConnectionCard } from '@/components/connections/connection-card'
import { SupersetExamination } from '@/components/dashboards/superset-examination'
import { PageHeader } from '@/components/ui/page-header'
import { loadConnections } from '@/lib/connections/loaders'
import { loadExamination } from '@/lib/dashboards/loaders/examination'

export const metadata: Metadata = { title: 'Connections' }

export default async function ConnectionsPage() {
  const { ctx, connections, mayCheck } = await loadConnections()
  const examination = await loadExamination(ctx)
  const failing = connections.filter(({ state }) => state === 'failing').length
  const now = ctx.now()
  const format = { locale: ctx.user.locale, timeZone: ctx.user.timeZone }
  return (
    <>
      <PageHeader
        title="Connections"
        description="Every system that the portal stands on or asks: where it points, how it last answered, and what to do when it does not."
        breadcrumbs={[{ label: 'Admin' }, { label: 'Connections' }]}
        meta={failing === 0 ? `${connections.length} systems` : `${failing} of ${connections.length} failing`}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        {connections.map((connection) => (
          <ConnectionCard key={connection.system} {...{ connection, mayCheck, now, format }} />
        ))}
      </div>
      {examination === null ? null : (
        <div className="mt-4">
          <SupersetExamination last={examination.last} {...{ mayCheck, now, format }} />
        </div>
      )}
    </>
  )
}
