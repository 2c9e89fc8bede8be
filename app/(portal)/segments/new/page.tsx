import type { Metadata } from 'next'
import { SegmentForm } from '@/components/segments/segment-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadNewSegment } from '@/lib/segments/loaders'

export const metadata: Metadata = { title: 'New segment' }

type Props = { searchParams: Promise<{ parent?: string | string[] }> }

export default async function NewSegmentPage({ searchParams }: Props) {
  const { parent } = await searchParams
  const { places, chosen } = await loadNewSegment(parent)
  return (
    <>
      <PageHeader
        title="New segment"
        breadcrumbs={[{ href: '/segments', label: 'Process segments' }, { label: 'New' }]}
      />
      <SegmentForm segment={null} places={places} parent={chosen} />
    </>
  )
}
