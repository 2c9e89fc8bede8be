import type { Metadata } from 'next'
import { ActionButton } from '@/components/access/action-button'
import { PreferencesForm } from '@/components/access/preferences-form'
import { RightsTable } from '@/components/access/rights-table'
import { RoleBadges } from '@/components/access/role-badges'
import { SessionsTable } from '@/components/access/sessions-table'
import { ThemeChoice } from '@/components/access/theme-choice'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { endOtherSessionsAction } from '@/lib/access/actions'
import { loadAccount } from '@/lib/access/loaders/account'

export const metadata: Metadata = { title: 'Your account' }

export default async function AccountPage() {
  const account = await loadAccount()
  const { ctx, given, roleNames, sessions } = account
  return (
    <>
      <PageHeader
        title={ctx.user.name}
        description={ctx.user.email ?? undefined}
        breadcrumbs={[{ href: '/', label: 'Home' }, { label: 'Your account' }]}
      />
      <div className="grid gap-4">
        {account.groupsLapsed ? (
          <Callout tone="warning" title="Some of your roles do not count at present">
            The identity provider could not be asked for your groups for too long. They count again as soon as
            it answers.
          </Callout>
        ) : null}
        <Card label="How it looks">
          <CardHeader title="How it looks" />
          <CardBody className="grid gap-4">
            <ThemeChoice theme={ctx.user.theme} />
            <PreferencesForm
              saved={account.preferences}
              portal={account.portal}
              timeZones={account.timeZones}
            />
          </CardBody>
        </Card>
        <Card label="Sessions">
          <CardHeader
            title="Sessions"
            meta="Where you are signed in"
            actions={
              sessions.length > 1 ? (
                <ActionButton action={endOtherSessionsAction} fields={{}} label="End all others" />
              ) : undefined
            }
          />
          <CardBody flush>
            <SessionsTable sessions={sessions} now={ctx.now()} format={ctx.user} />
          </CardBody>
        </Card>
        <Card label="What you can do">
          <CardHeader title="What you can do" meta="Every right, and why you have it or not" />
          <CardBody className="border-b border-border">
            <RoleBadges given={given} roleNames={roleNames} />
          </CardBody>
          <CardBody flush>
            <RightsTable rights={account.rights} roleNames={roleNames} label="Your rights" />
          </CardBody>
        </Card>
      </div>
    </>
  )
}
