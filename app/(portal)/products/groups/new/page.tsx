import type { Metadata } from 'next'
import { GroupForm } from '@/components/products/group-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadNewGroup } from '@/lib/products/loaders'

export const metadata: Metadata = { title: 'New product group' }

export default async function NewProductGroupPage() {
  await loadNewGroup()
  return (
    <>
      <PageHeader
        title="New product group"
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: '/products/groups', label: 'Groups' },
          { label: 'New group' },
        ]}
      />
      <GroupForm />
    </>
  )
}
