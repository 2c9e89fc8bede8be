import type { Metadata } from 'next'
import { permanentRedirect } from 'next/navigation'
import { Suspense } from 'react'
import { BlockBoundary } from '@/components/layout/block-boundary'
import { ProductAttributes, ProductFacts, ProductLinks } from '@/components/products/product-facts'
import { ProductHeader, saidOf } from '@/components/products/product-header'
import { ProductHistory } from '@/components/products/product-history'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { SkeletonRows } from '@/components/ui/skeleton'
import { loadProduct, loadProductHistory } from '@/lib/products/loaders'

type Props = {
  params: Promise<{ code: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const CHANGES_SHOWN = 8

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product } = await loadProduct((await params).code)
  return { title: `${product.name} (${product.code})` }
}

export default async function ProductPage({ params, searchParams }: Props) {
  const { code } = await params
  const { ctx, product, asked, mayEdit, pinned } = await loadProduct(code)
  const address = `/products/${encodeURIComponent(product.code)}`
  if (address !== `/products/${code}` && product.code !== code) permanentRedirect(address)
  const now = ctx.now()
  const said = saidOf(await searchParams)
  return (
    <>
      <ProductHeader product={product} mayEdit={mayEdit} pinned={pinned} />
      {said === null ? null : (
        <div role="status" className="print-hidden mb-4">
          <Callout tone="success" title={said} />
        </div>
      )}
      <div className="product-card grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid gap-4">
          <ProductFacts product={product} now={now} format={ctx.user} />
          <ProductAttributes attributes={product.attributes} asked={asked} format={ctx.user} />
          <ProductLinks links={product.links} />
        </div>
        <div className="grid gap-4">
          <Card label="History" className="print-hidden">
            <CardHeader
              title="History"
              actions={
                <a className="text-link text-sm" href={`${address}/history`}>
                  All changes
                </a>
              }
            />
            <CardBody flush>
              <BlockBoundary title="The history could not be shown">
                <Suspense fallback={<SkeletonRows rows={4} label="the history" />}>
                  <History code={code} />
                </Suspense>
              </BlockBoundary>
            </CardBody>
          </Card>
        </div>
      </div>
    </>
  )
}

async function History({ code }: { code: string }) {
  const { ctx, product, asked } = await loadProduct(code)
  const { events } = await loadProductHistory({ ctx, product }, { limit: CHANGES_SHOWN })
  return <ProductHistory events={events} product={product} asked={asked} now={ctx.now()} format={ctx.user} />
}
