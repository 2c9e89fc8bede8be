import type { Metadata } from 'next'
import { connection } from 'next/server'
import { ProductFilters } from '@/components/products/product-filters'
import { ProductList } from '@/components/products/product-list'
import { PageHeader } from '@/components/ui/page-header'
import { formatNumber } from '@/lib/platform/format'
import { FORMAT, PAGE, QUERY } from '../../rows'

export const metadata: Metadata = { title: 'Products' }

/** The page of app/(portal)/products, its rows from memory. Drawn anew for each request, as the portal's is. */
export default async function ControlProductsPage() {
  await connection()
  return (
    <>
      <PageHeader
        title="Products"
        breadcrumbs={[{ label: 'Products' }]}
        meta={formatNumber(PAGE.total.value, FORMAT)}
      />
      <ProductFilters query={QUERY} groups={PAGE.groups} />
      <ProductList page={PAGE} query={QUERY} now={new Date()} format={FORMAT} />
    </>
  )
}
