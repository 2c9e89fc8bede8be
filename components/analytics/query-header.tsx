import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import type { QueryView } from '@/lib/analytics/model'

type Props = {
  query: QueryView
  /** Where its rows are taken away; null when what was asked does not fit. */
  exportHref: string | null
}

/** What a query is called, whose it is, and the way to take its rows away. */
export function QueryHeader({ query, exportHref }: Props) {
  return (
    <PageHeader
      title={query.title}
      description={query.description}
      breadcrumbs={[{ href: '/analytics', label: 'Analytics' }, { label: query.title }]}
      meta={`Owner: ${query.owner}`}
      actions={
        query.mayExport && exportHref !== null ? (
          <LinkButton href={exportHref} download>
            <Icon name="download" size={14} />
            Export CSV
          </LinkButton>
        ) : null
      }
    />
  )
}
