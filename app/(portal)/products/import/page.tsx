import type { Metadata } from 'next'
import { ImportUpload } from '@/components/products/import-upload'
import { OwnImports } from '@/components/products/own-imports'
import { PageHeader } from '@/components/ui/page-header'
import { loadImports } from '@/lib/products/loaders/imports'

export const metadata: Metadata = { title: 'Import products' }

export default async function ImportProductsPage() {
  const { ctx, imports } = await loadImports()
  return (
    <>
      <PageHeader
        title="Import products"
        description="Send a table. Nothing is changed until you have seen what each row would do."
        breadcrumbs={[{ href: '/products', label: 'Products' }, { label: 'Import' }]}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <ImportUpload />
        <OwnImports imports={imports} now={ctx.now()} format={ctx.user} />
      </div>
    </>
  )
}
