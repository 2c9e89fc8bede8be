import type { Metadata } from 'next'
import { permanentRedirect } from 'next/navigation'
import { ProductAnalytics } from '@/components/analytics/product-analytics'
import { LateBlock } from '@/components/layout/late-block'
import { ProductCard, SaidNotice } from '@/components/products/product-card'
import { ProductHeader, saidOf } from '@/components/products/product-header'
import { ProductHistory } from '@/components/products/product-history'
import { ProductSegments } from '@/components/segments/product-segments'
import { loadProductAnalytics } from '@/lib/analytics/loaders/product-figures'
import { loadProductDashboards } from '@/lib/dashboards/loaders/product'
import { loadLinkStates } from '@/lib/links/loaders'
import { loadProduct, loadProductHistory } from '@/lib/products/loaders'
import { loadKeeping } from '@/lib/products/loaders/keeping'
import { loadProductSegments } from '@/lib/products/loaders/segments'

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
  const [{ files, mistakes, watched }, linkStates] = await Promise.all([
    loadKeeping(code),
    loadLinkStates(product.links.map(({ url }) => url)),
  ])
  const parameters = await searchParams
  return (
    <>
      <ProductHeader product={product} mayEdit={mayEdit} pinned={pinned} watched={watched} />
      <SaidNotice said={saidOf(parameters)} />
      <ProductCard
        product={product}
        asked={asked}
        files={files}
        mistakes={mistakes}
        linkStates={linkStates}
        dashboards={loadProductDashboards(ctx, product.id)}
        mayEdit={mayEdit}
        fileProblem={parameters.file}
        now={ctx.now()}
        format={ctx.user}
        history={
          parameters.full === undefined ? (
            <LateBlock name="the history" rows={CHANGES_SHOWN} wholeHref={`${address}?full`}>
              <History code={code} />
            </LateBlock>
          ) : (
            <History code={code} />
          )
        }
      >
        {/* Not late: it is to be there without script and in print. */}
        <Segments code={product.code} />
        <ProductAnalytics {...loadProductAnalytics(ctx, product, mayEdit)} />
      </ProductCard>
    </>
  )
}

async function History({ code }: { code: string }) {
  const { ctx, product, asked } = await loadProduct(code)
  const { events } = await loadProductHistory({ ctx, product }, { limit: CHANGES_SHOWN })
  return <ProductHistory events={events} product={product} asked={asked} now={ctx.now()} format={ctx.user} />
}

async function Segments({ code }: { code: string }) {
  const found = await loadProductSegments(code)
  return found === null ? null : <ProductSegments code={code} {...found} />
}
