import type { Metadata } from 'next'
import { MappingCard } from '@/components/sync/mapping-card'
import { FileFaults, NoMappings } from '@/components/sync/mapping-faults'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { StartForm } from '@/components/workflows/start-form'
import { loadMappingsPage } from '@/lib/sync/loaders'

export const metadata: Metadata = { title: 'Synced records' }

export default async function SyncPage() {
  const { ctx, views, faults, configured, canRun, mayRun } = await loadMappingsPage()
  const now = ctx.now()
  const format = { locale: ctx.user.locale, timeZone: ctx.user.timeZone }
  return (
    <>
      <PageHeader
        title="Synced records"
        description="What feeds records of the portal, field by field: databases of Fibery, and queries of the warehouse. What comes from there is changed there; every other field is the portal’s own."
        breadcrumbs={[{ label: 'Admin' }, { label: 'Synced records' }]}
        meta={`${views.length} ${views.length === 1 ? 'mapping' : 'mappings'}`}
      />
      <div className="grid gap-4">
        <FileFaults faults={faults} />
        {views.length === 0 ? <NoMappings configured={configured} /> : null}
        {views.map((view) => (
          <MappingCard key={view.mapping.key} {...{ view, now, format }} />
        ))}
        {mayRun && canRun ? (
          <Card label="Sync now" className="print-hidden">
            <CardHeader title="Sync now" meta={<code>sync-records</code>} />
            <CardBody className="max-w-2xl">
              <StartForm workflowKey="sync-records" title="Sync records" />
            </CardBody>
          </Card>
        ) : null}
      </div>
    </>
  )
}
