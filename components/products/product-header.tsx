import { PinButton } from '@/components/personal/pin-button'
import { GoneBadge } from '@/components/synced/record-source'
import { ActionButton } from '@/components/ui/action-button'
import { Badge } from '@/components/ui/badge'
import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { archiveProductAction, restoreProductAction } from '@/lib/products/actions'
import { watchProductAction } from '@/lib/products/actions/keeping'
import type { Product } from '@/lib/products/model'
import { isLocked } from '@/lib/synced/model'

import { StatusBadge } from './status-badge'

export function ProductHeader({
  product,
  mayEdit,
  pinned,
  watched,
}: {
  product: Product
  mayEdit: boolean
  pinned: boolean
  watched: boolean
}) {
  return (
    <PageHeader
      title={product.name}
      breadcrumbs={[{ href: '/products', label: 'Products' }, { label: product.code }]}
      meta={
        <>
          <StatusBadge status={product.status} />
          {product.isDemo ? <Badge tone="accent">Demo data</Badge> : null}
          <GoneBadge record={product} />
        </>
      }
      actions={
        <>
          <PinButton kind="product" id={product.id} title={product.name} pinned={pinned} />
          <ActionButton
            action={watchProductAction}
            fields={{ code: product.code, watched: String(!watched) }}
            label={watched ? 'Stop watching' : 'Watch'}
            description={
              watched ? `Stop watching ${product.name}` : `Watch ${product.name}: be told of changes`
            }
            icon={watched ? 'x' : 'eye'}
          />
          {mayEdit ? <EditActions product={product} /> : null}
        </>
      }
    />
  )
}

function EditActions({ product }: { product: Product }) {
  const { code, version, status, name } = product
  const isArchived = status === 'archived'
  return (
    <>
      {isLocked(product, 'status') ? null : isArchived ? (
        <ActionButton
          action={restoreProductAction}
          fields={{ code, version }}
          label="Restore"
          description={`Restore ${name}`}
          icon="rotate-ccw"
        />
      ) : (
        <ActionButton
          action={archiveProductAction}
          fields={{ code, version }}
          label="Archive"
          description={`Archive ${name}`}
          icon="archive"
        />
      )}
      <LinkButton href={`/products/${encodeURIComponent(code)}/edit`} variant="primary">
        <Icon name="pencil" size={14} />
        Edit
      </LinkButton>
    </>
  )
}

const SAID = {
  saved: 'Saved.',
  made: 'The product is made.',
  archived: 'Archived. It stays readable, and can be restored.',
  restored: 'Restored.',
  reported: 'Reported. Whoever keeps this product is told.',
  fileAdded: 'The file is added.',
  figurePinned: 'The figure is pinned for everybody who reads this product.',
} as const

/** What was just done, from the address; nothing for another one. */
export function saidOf(parameters: Readonly<Record<string, unknown>>): string | null {
  const [said] = Object.entries(SAID).filter(([name]) => parameters[name] !== undefined)
  return said?.[1] ?? null
}
