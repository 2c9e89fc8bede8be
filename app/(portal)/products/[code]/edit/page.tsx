import type { Metadata } from 'next'
import { ProductForm } from '@/components/products/product-form'
import { Callout } from '@/components/ui/callout'
import { PageHeader } from '@/components/ui/page-header'
import { loadProductToEdit } from '@/lib/products/loaders'
import { isLockedWhole, sourceName } from '@/lib/synced/model'

type Props = { params: Promise<{ code: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product } = await loadProductToEdit((await params).code)
  return { title: `Edit ${product.name}` }
}

/** Under an old code too, without a redirect: somebody may have changed the code while this form was being filled in. */
export default async function EditProductPage({ params }: Props) {
  const { product, choices } = await loadProductToEdit((await params).code)
  return (
    <>
      <PageHeader
        title={`Edit ${product.name}`}
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: `/products/${encodeURIComponent(product.code)}`, label: product.code },
          { label: 'Edit' },
        ]}
      />
      {!isLockedWhole(product) ? (
        <ProductForm product={product} choices={choices} />
      ) : (
        <Callout tone="neutral" title={`This product comes from ${sourceName(product.source)}`}>
          <p>
            Change it there: what a sync brings is not edited in the portal.{' '}
            <a className="text-link" href={`/products/${encodeURIComponent(product.code)}`}>
              Back to the product
            </a>
          </p>
        </Callout>
      )}
    </>
  )
}
