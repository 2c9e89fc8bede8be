import type { Metadata } from 'next'
import { SegmentForm } from '@/components/segments/segment-form'
import { Callout } from '@/components/ui/callout'
import { PageHeader } from '@/components/ui/page-header'
import { loadSegmentToEdit } from '@/lib/segments/loaders'
import { isLockedWhole, sourceName } from '@/lib/synced/model'

type Props = { params: Promise<{ code: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { segment } = await loadSegmentToEdit((await params).code)
  return { title: `Edit ${segment.name}` }
}

export default async function EditSegmentPage({ params }: Props) {
  const { segment, people, morePeople } = await loadSegmentToEdit((await params).code)
  return (
    <>
      <PageHeader
        title={`Edit ${segment.name}`}
        breadcrumbs={[
          { href: '/segments', label: 'Process segments' },
          { href: `/segments/${encodeURIComponent(segment.code)}`, label: segment.code },
          { label: 'Edit' },
        ]}
      />
      {isLockedWhole(segment) ? (
        <Callout tone="neutral" title={`This segment comes from ${sourceName(segment.source)}`}>
          <p>Change it there: what a sync brings is not edited in the portal.</p>
        </Callout>
      ) : (
        <SegmentForm segment={segment} owners={{ people, more: morePeople }} />
      )}
    </>
  )
}
