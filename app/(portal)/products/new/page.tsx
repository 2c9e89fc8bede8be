import type { Metadata } from 'next'
import { ProductForm } from '@/components/products/product-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadNewProduct } from '@/lib/products/loaders'

export const metadata: Metadata = { title: 'New product' }

export default async function NewProductPage() {
  const choices = await loadNewProduct()
  return (
    <>
      <PageHeader
        title="New product"
        breadcrumbs={[{ href: '/products', label: 'Products' }, { label: 'New product' }]}
      />
      <ProductForm choices={choices} />
    </>
  )
}
