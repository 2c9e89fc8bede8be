import type { Metadata } from 'next'
import { GroupsTable } from '@/components/products/groups-table'
import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { loadProductGroups } from '@/lib/products/loaders'

export const metadata: Metadata = { title: 'Product groups' }

type Props = { searchParams: Promise<{ saved?: string }> }

export default async function ProductGroupsPage({ searchParams }: Props) {
  const { ctx, groups, mayEdit } = await loadProductGroups()
  const make = mayEdit ? (
    <LinkButton href="/products/groups/new" variant="primary">
      <Icon name="plus" size={14} />
      New group
    </LinkButton>
  ) : null
  return (
    <>
      <PageHeader
        title="Product groups"
        description="What each group asks of its products. Rights can be held to groups."
        breadcrumbs={[{ href: '/products', label: 'Products' }, { label: 'Groups' }]}
        actions={make}
      />
      {(await searchParams).saved === undefined ? null : (
        <div role="status" className="mb-4">
          <Callout tone="success" title="Saved." />
        </div>
      )}
      {groups.length === 0 ? (
        <EmptyState title="No product groups yet" icon="boxes">
          <p>{mayEdit ? 'Make the first one.' : 'Ask somebody who edits products to make one.'}</p>
        </EmptyState>
      ) : (
        <GroupsTable groups={groups} mayEdit={mayEdit} format={ctx.user} />
      )}
    </>
  )
}
