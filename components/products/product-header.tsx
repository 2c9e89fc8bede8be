import { Badge } from '@/components/ui/badge'
import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import type { Product } from '@/lib/products/model'
import { PinButton } from './pin-button'
import { StatusBadge } from './status-badge'

export function ProductHeader({
  product,
  mayEdit,
  pinned,
}: {
  product: Product
  mayEdit: boolean
  pinned: boolean
}) {
  return (
    <PageHeader
      title={product.name}
      breadcrumbs={[{ href: '/products', label: 'Products' }, { label: product.code }]}
      meta={
        <>
          <StatusBadge status={product.status} />
          {product.isDemo ? <Badge tone="accent">Demo data</Badge> : null}
        </>
      }
      actions={
        <>
          <PinButton kind="product" id={product.id} title={product.name} pinned={pinned} />
          {mayEdit ? (
            <LinkButton href={`/products/${encodeURIComponent(product.code)}/edit`} variant="primary">
              <Icon name="pencil" size={14} />
              Edit
            </LinkButton>
          ) : null}
        </>
      }
    />
  )
}
