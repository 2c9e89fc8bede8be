import type { Metadata } from 'next'
import { MappingCard } from '@/components/sync/mapping-card'
import { FileFaults, NoMappings } from '@/components/sync/mapping-faults'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { StartForm } from '@/components/workflows/start-form'
import { loadMappingsPage } from '@/lib/sync/loaders'

export const metadata: Metadata = { title: 'Synced records' }

export default async function SyncPage() {
  const { ctx, views, faults, configured, mayRun } = await loadMappingsPage()
  const now = ctx.now()
  const format = { locale: ctx.user.locale, timeZone: ctx.user.timeZone }
  return (
    <>
      <PageHeader
        title="Synced records"
        description="Which databases of Fibery feed records of the portal, field by field. What comes from there is changed there; every other field is the portal’s own."
        breadcrumbs={[{ label: 'Admin' }, { label: 'Synced records' }]}
        meta={`${views.length} ${views.length === 1 ? 'mapping' : 'mappings'}`}
      />
      <div className="grid gap-4">
        <FileFaults faults={faults} />
        {views.length === 0 ? <NoMappings configured={configured} /> : null}
        {views.map((view) => (
          <MappingCard key={view.mapping.key} {...{ view, now, format }} mayTry={view.mayTry && configured} />
        ))}
        {mayRun && configured && views.length > 0 ? (
          <Card label="Sync now" className="print-hidden">
            <CardHeader title="Sync now" meta={<code>sync-records</code>} />
            <CardBody className="max-w-2xl">
              <StartForm workflowKey="sync-records" title="Sync records from Fibery" />
            </CardBody>
          </Card>
        ) : null}
      </div>
    </>
  )
}
