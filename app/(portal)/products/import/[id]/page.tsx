import type { Metadata } from 'next'
import { ImportFailed } from '@/components/products/import-failed'
import { ImportMapping } from '@/components/products/import-mapping'
import { ImportNotes } from '@/components/products/import-notes'
import { ImportOutcome } from '@/components/products/import-outcome'
import { ImportProgress } from '@/components/products/import-progress'
import { PageHeader } from '@/components/ui/page-header'
import { loadImport } from '@/lib/products/loaders/imports'

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { found } = await loadImport((await params).id)
  return { title: `Import ${found.fileName}` }
}

export default async function ImportPage({ params, searchParams }: Props) {
  const { outcome, after } = await searchParams
  const page = await loadImport((await params).id, outcome, after)
  const { found, attributes, outdated } = page
  const working = found.state === 'checking' || found.state === 'applying'
  const mayMap = found.headers.length > 0 && ['mapping', 'checked', 'failed'].includes(found.state)
  return (
    <>
      <PageHeader
        title={`Import ${found.fileName}`}
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: '/products/import', label: 'Import' },
          { label: found.fileName },
        ]}
      />
      <div className="grid gap-4">
        {found.state === 'failed' ? <ImportFailed words={found.failure ?? ''} /> : null}
        {working ? <ImportProgress state={found.state} done={found.doneCount} of={found.rowCount} /> : null}
        <ImportNotes found={found} format={page.ctx.user} />
        {found.state === 'checked' || found.state === 'done' ? (
          <ImportOutcome page={page} format={page.ctx.user} />
        ) : null}
        {mayMap ? (
          <ImportMapping
            key={found.changedAt.toISOString()}
            id={found.id}
            headers={found.headers}
            mapping={found.mapping}
            attributes={attributes.map(({ key, label }) => ({ key, label }))}
            isOpen={found.state !== 'checked' || outdated}
          />
        ) : null}
      </div>
    </>
  )
}
