import type { Metadata } from 'next'
import { StaysThere } from '@/components/products/stays-there'
import { VersionTable } from '@/components/products/version-table'
import { ActionButton } from '@/components/ui/action-button'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/time'
import { restoreVersionAction } from '@/lib/products/actions'
import { loadVersion } from '@/lib/products/loaders'
import { toDraft } from '@/lib/products/model'
import { isLockedWhole } from '@/lib/synced/model'

type Props = { params: Promise<{ code: string; version: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code, version } = await params
  const { product, shown } = await loadVersion(code, version)
  return { title: `Version ${shown.version} of ${product.name}` }
}

export default async function ProductVersionPage({ params }: Props) {
  const { code, version } = await params
  const { ctx, product, shown, mayEdit } = await loadVersion(code, version)
  const address = `/products/${encodeURIComponent(product.code)}`
  const isPresent = shown.version === product.version
  const fields = { code: product.code, version: product.version, restore: shown.version }
  return (
    <>
      <PageHeader
        title={`Version ${shown.version} of ${product.name}`}
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: address, label: product.code },
          { href: `${address}/history`, label: 'History' },
          { label: `Version ${shown.version}` },
        ]}
        meta={
          <>
            <RelativeTime at={shown.at} now={ctx.now()} format={ctx.user} />
            {isPresent ? 'This is the present version.' : null}
          </>
        }
        actions={
          mayEdit && !isPresent && !isLockedWhole(product) ? (
            <ActionButton
              action={restoreVersionAction}
              fields={fields}
              label="Restore this version"
              icon="rotate-ccw"
              variant="primary"
            />
          ) : null
        }
      />
      {mayEdit && !isPresent ? <StaysThere product={product} /> : null}
      <VersionTable
        version={shown.version}
        then={{ draft: shown.content, ownerName: shown.ownerName }}
        now={{ draft: toDraft(product), ownerName: product.owner?.name ?? null }}
      />
    </>
  )
}
