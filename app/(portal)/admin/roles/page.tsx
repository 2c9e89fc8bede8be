import type { Metadata } from 'next'
import { MapGroupForm } from '@/components/access/map-group-form'
import { MappingsTable } from '@/components/access/mappings-table'
import { RolesTable } from '@/components/access/roles-table'
import { LinkButton } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { loadRoles } from '@/lib/access/loaders/roles'

export const metadata: Metadata = { title: 'Roles' }

export default async function RolesPage() {
  const { ctx, may, roles, mappings } = await loadRoles()
  const roleNames = Object.fromEntries(roles.map((role) => [role.key, role.name]))
  return (
    <>
      <PageHeader
        title="Roles"
        breadcrumbs={[{ label: 'Admin' }, { label: 'Roles' }]}
        description="A role is a named set of rights. People have roles because they were given here, or by a group of the identity provider."
        actions={
          may.edit ? (
            <LinkButton href="/admin/roles/new" variant="primary">
              <Icon name="plus" size={14} />
              New role
            </LinkButton>
          ) : undefined
        }
      />
      <div className="grid gap-5">
        <RolesTable roles={roles} roleNames={roleNames} locale={ctx.user.locale} />
        <div id="mappings">
          <Card label="Groups of the identity provider">
            <CardHeader title="Groups of the identity provider" meta="Everybody in the group has the role." />
            <CardBody flush>
              <MappingsTable mappings={mappings} roleNames={roleNames} mayGive={may.give} />
            </CardBody>
            {may.give ? (
              <CardBody className="border-t border-border">
                <MapGroupForm roleNames={roleNames} />
              </CardBody>
            ) : null}
          </Card>
        </div>
      </div>
    </>
  )
}
