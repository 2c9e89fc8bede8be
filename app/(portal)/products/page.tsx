import type { Metadata } from 'next'
import { ProductFilters } from '@/components/products/product-filters'
import { ProductList } from '@/components/products/product-list'
import { PageHeader } from '@/components/ui/page-header'
import { formatNumber } from '@/lib/platform/format'
import { loadProductList } from '@/lib/products/loaders'

export const metadata: Metadata = { title: 'Products' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function ProductsPage({ searchParams }: Props) {
  const { ctx, query, page } = await loadProductList(await searchParams)
  return (
    <>
      <PageHeader
        title="Products"
        breadcrumbs={[{ label: 'Products' }]}
        meta={`${formatNumber(page.total.value, ctx.user)}${page.total.capped ? '+' : ''}`}
      />
      <ProductFilters query={query} groups={page.groups} />
      <ProductList page={page} query={query} now={ctx.now()} format={ctx.user} />
    </>
  )
}
