import type { Metadata } from 'next'
import { GiveRoleForm } from '@/components/access/give-role-form'
import { PersonState } from '@/components/access/people-table'
import { PersonActions } from '@/components/access/person-actions'
import { PersonFacts } from '@/components/access/person-facts'
import { PersonRoles } from '@/components/access/person-roles'
import { RightsTable } from '@/components/access/rights-table'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { loadPerson } from '@/lib/access/loaders/people'

export const metadata: Metadata = { title: 'Person' }

type Props = { params: Promise<{ id: string }> }

export default async function PersonPage({ params }: Props) {
  const { ctx, person, rights, roleNames, may } = await loadPerson((await params).id)
  return (
    <>
      <PageHeader
        title={person.name}
        breadcrumbs={[{ href: '/admin/users', label: 'People' }, { label: person.name }]}
        meta={<PersonState person={person} />}
        actions={may.edit ? <PersonActions person={person} /> : undefined}
      />
      <div className="grid gap-4">
        {person.disabledAt === null ? null : (
          <Callout tone="warning" title="Disabled">
            They are refused at every request. Their roles below count again once they are enabled.
          </Callout>
        )}
        <Card label="Who they are">
          <CardHeader title="Who they are" />
          <CardBody>
            <PersonFacts person={person} now={ctx.now()} format={ctx.user} />
          </CardBody>
        </Card>
        <Card label="Roles">
          <CardHeader title="Roles" />
          <CardBody flush>
            <PersonRoles person={person} roleNames={roleNames} may={may} />
          </CardBody>
          {may.giveRoles ? (
            <CardBody className="border-t border-border">
              <GiveRoleForm userId={person.id} roleNames={roleNames} />
            </CardBody>
          ) : null}
        </Card>
        <Card label="What they can do">
          <CardHeader title="What they can do" meta="All rights, and why" />
          <CardBody flush>
            <RightsTable rights={rights} roleNames={roleNames} label="Rights" />
          </CardBody>
        </Card>
      </div>
    </>
  )
}
