import type { Metadata } from 'next'
import { RoleForm } from '@/components/access/role-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadNewRole } from '@/lib/access/loaders/roles'

export const metadata: Metadata = { title: 'New role' }

export default async function NewRolePage() {
  const { roles } = await loadNewRole()
  return (
    <>
      <PageHeader
        title="New role"
        breadcrumbs={[{ href: '/admin/roles', label: 'Roles' }, { label: 'New role' }]}
      />
      <RoleForm others={roles.map(({ key, name }) => ({ key, name }))} />
    </>
  )
}
