import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'

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
    return (
      <EmptyState icon="layout-dashboard" title="No Superset is connected">
        {mayPublish
          ? 'There is no dashboard to show. What a Superset needs is written below.'
          : 'There is no dashboard to show. An administrator can read here what a Superset needs.'}
      </EmptyState>
    )
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
