import type { Metadata } from 'next'
import { GroupForm } from '@/components/products/group-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadGroupToEdit } from '@/lib/products/loaders'

type Props = { params: Promise<{ group: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Edit ${(await loadGroupToEdit((await params).group)).name}` }
}

export default async function EditProductGroupPage({ params }: Props) {
  const group = await loadGroupToEdit((await params).group)
  return (
    <>
      <PageHeader
        title={`Edit ${group.name}`}
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: '/products/groups', label: 'Groups' },
          { label: group.code },
        ]}
      />
      <GroupForm group={group} />
    </>
  )
}
