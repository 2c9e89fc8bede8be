import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { HOW_TO_CONNECT } from './how-to-connect'

type Props = { q: string; total: number; connected: boolean; mayPublish: boolean }

/** Why there is no dashboard to show, and what to do. */
export function NoDashboards({ q, total, connected, mayPublish }: Props) {
  if (total > 0) {
    return (
      <EmptyState
        icon="search-x"
        title={`No dashboard holds “${q}”`}
        action={<LinkButton href="/dashboards">Show all {total}</LinkButton>}
      >
        Titles, descriptions, tags and owners are looked through.
      </EmptyState>
    )
  }
  if (!connected) {
    return <NoSuperset mayConnect={mayPublish} />
  }
  return (
    <EmptyState
      icon="layout-dashboard"
      title="No dashboard is published for you"
      action={
        mayPublish ? (
          <LinkButton href="/admin/dashboards" variant="primary">
            Publish one
          </LinkButton>
        ) : undefined
      }
    >
      {mayPublish
        ? 'Superset is connected. Choose which of its dashboards readers may see, and what holds their rows.'
        : 'Superset is connected. Whoever publishes dashboards here decides which you may see.'}
    </EmptyState>
  )
}

/** Dashboards are Superset's: without one there is none to show or to publish, and the next step is to connect one. */
export function NoSuperset({ mayConnect }: { mayConnect: boolean }) {
  const next = <LinkButton href={`#${HOW_TO_CONNECT}`}>How to connect one</LinkButton>
  return (
    <EmptyState
      icon="layout-dashboard"
      title="No Superset is connected"
      action={mayConnect ? next : undefined}
    >
      {mayConnect
        ? 'There is no dashboard to show or to publish until one is. What it needs is written below.'
        : 'There is no dashboard to show. An administrator can read here what a Superset needs.'}
    </EmptyState>
  )
}
