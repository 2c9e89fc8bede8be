import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Suspense } from 'react'
import { BlockBoundary } from '@/components/layout/block-boundary'
import { ProductAttributes, ProductFacts, ProductLinks } from '@/components/products/product-facts'
import { ProductHeader } from '@/components/products/product-header'
import { ProductHistory } from '@/components/products/product-history'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { SkeletonRows } from '@/components/ui/skeleton'
import { loadHistory } from '@/lib/audit/loaders'
import { loadProduct } from '@/lib/products/loaders'
import { withoutOtherGroups } from '@/lib/products/policy'

type Props = {
  params: Promise<{ code: string }>
  searchParams: Promise<{ saved?: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product } = await loadProduct((await params).code)
  return { title: `${product.name} (${product.code})` }
}

export default async function ProductPage({ params, searchParams }: Props) {
  const { code } = await params
  const { ctx, product, mayEdit, pinned } = await loadProduct(code)
  const address = `/products/${encodeURIComponent(product.code)}`
  if (address !== `/products/${code}` && product.code !== code) redirect(address)
  const now = ctx.now()
  return (
    <>
      <ProductHeader product={product} mayEdit={mayEdit} pinned={pinned} />
      {(await searchParams).saved === undefined ? null : (
        <div role="status" className="mb-4">
          <Callout tone="success" title="Saved." />
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid gap-4">
          <ProductFacts product={product} now={now} format={ctx.user} />
          <ProductAttributes attributes={product.attributes} format={ctx.user} />
          <ProductLinks links={product.links} />
        </div>
        <Card label="History">
          <CardHeader title="History" />
          <CardBody flush>
            <BlockBoundary title="The history could not be shown">
              <Suspense fallback={<SkeletonRows rows={4} label="the history" />}>
                <History id={product.id} code={code} />
              </Suspense>
            </BlockBoundary>
          </CardBody>
        </Card>
      </div>
    </>
  )
}

async function History({ id, code }: { id: string; code: string }) {
  const { ctx, product } = await loadProduct(code)
  const events = withoutOtherGroups(ctx.actor, product, await loadHistory(ctx, 'product', id))
  return <ProductHistory events={events} now={ctx.now()} format={ctx.user} />
}
