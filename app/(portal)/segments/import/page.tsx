import type { Metadata } from 'next'
import { ImportForm } from '@/components/segments/import-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadSegmentImport } from '@/lib/segments/loaders'

export const metadata: Metadata = { title: 'Import segments' }

export default async function ImportSegmentsPage() {
  await loadSegmentImport()
  return (
    <>
      <PageHeader
        title="Import segments"
        description="Segments, their tree and products’ segments from a document of B2MML. Nothing is written before you have seen what it does."
        breadcrumbs={[{ href: '/segments', label: 'Process segments' }, { label: 'Import' }]}
      />
      <ImportForm />
    </>
  )
}
