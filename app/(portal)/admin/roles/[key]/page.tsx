import type { Metadata } from 'next'
import { ActionButton } from '@/components/access/action-button'
import { RoleRights } from '@/components/access/role-rights'
import { RoleUse } from '@/components/access/role-use'
import { Badge } from '@/components/ui/badge'
import { LinkButton } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { deleteRoleAction } from '@/lib/access/actions'
import { loadRole } from '@/lib/access/loaders/roles'

export const metadata: Metadata = { title: 'Role' }

type Props = { params: Promise<{ key: string }> }

export default async function RolePage({ params }: Props) {
  const { ctx, may, role, roleNames } = await loadRole((await params).key)
  const mayEdit = may.edit && role.version !== null
  return (
    <>
      <PageHeader
        title={role.name}
        description={role.description}
        breadcrumbs={[{ href: '/admin/roles', label: 'Roles' }, { label: role.name }]}
        meta={role.builtIn ? <Badge>Built in</Badge> : undefined}
        actions={
          mayEdit ? (
            <>
              <ActionButton
                action={deleteRoleAction}
                fields={{ key: role.key, version: String(role.version) }}
                label="Delete"
                icon="trash-2"
                size="md"
              />
              <LinkButton href={`/admin/roles/${role.key}/edit`} variant="primary">
                <Icon name="pencil" size={14} />
                Change
              </LinkButton>
            </>
          ) : undefined
        }
      />
      <div className="grid gap-4">
        <Card label="Who has it">
          <CardHeader title="Who has it" />
          <CardBody>
            <RoleUse
              role={role}
              roleNames={roleNames}
              mayReadPeople={may.readPeople}
              locale={ctx.user.locale}
            />
          </CardBody>
        </Card>
        <Card label="What it gives">
          <CardHeader title="What it gives" meta="Included roles followed" />
          <CardBody flush>
            <RoleRights gives={role.gives} />
          </CardBody>
        </Card>
      </div>
    </>
  )
}
