import type { Metadata } from 'next'
import { ProductHistory } from '@/components/products/product-history'
import { LinkButton } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { loadProduct, loadProductHistory } from '@/lib/products/loaders'

type Props = {
  params: Promise<{ code: string }>
  searchParams: Promise<{ after?: string | string[] }>
}

const PAGE_SIZE = 50

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product } = await loadProduct((await params).code)
  return { title: `History of ${product.name}` }
}

export default async function ProductHistoryPage({ params, searchParams }: Props) {
  const { ctx, product, asked } = await loadProduct((await params).code)
  const { after } = await searchParams
  const place = typeof after === 'string' ? after : undefined
  const { events, next } = await loadProductHistory({ ctx, product }, { after: place, limit: PAGE_SIZE })
  const address = `/products/${encodeURIComponent(product.code)}`
  return (
    <>
      <PageHeader
        title={`History of ${product.name}`}
        description="Every change, the latest first. A version can be looked at and restored."
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: address, label: product.code },
          { label: 'History' },
        ]}
      />
      <Card label="Changes">
        <CardBody flush>
          <ProductHistory events={events} product={product} asked={asked} now={ctx.now()} format={ctx.user} />
        </CardBody>
      </Card>
      <nav aria-label="Pages of changes" className="print-hidden mt-3 flex justify-end gap-2">
        {place === undefined ? null : <LinkButton href={`${address}/history`}>Latest changes</LinkButton>}
        {next === null ? null : (
          <LinkButton href={`${address}/history?after=${next}`} rel="next">
            Earlier changes
          </LinkButton>
        )}
      </nav>
    </>
  )
}
