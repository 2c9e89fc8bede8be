import type { Metadata } from 'next'
import { RoleForm } from '@/components/access/role-form'
import { PageHeader } from '@/components/ui/page-header'
import { loadRoleForEdit } from '@/lib/access/loaders/roles'

export const metadata: Metadata = { title: 'Change role' }

type Props = { params: Promise<{ key: string }> }

export default async function EditRolePage({ params }: Props) {
  const { role, roles } = await loadRoleForEdit((await params).key)
  const { key, version, name, description, includes, rights } = role
  return (
    <>
      <PageHeader
        title={`Change ${name}`}
        description="It acts for everybody who has the role at their next request."
        breadcrumbs={[
          { href: '/admin/roles', label: 'Roles' },
          { href: `/admin/roles/${key}`, label: name },
          { label: 'Change' },
        ]}
      />
      <RoleForm
        role={{ key, version, name, description, includes, rights }}
        others={roles
          .filter((other) => other.key !== key)
          .map((other) => ({ key: other.key, name: other.name }))}
      />
    </>
  )
}
