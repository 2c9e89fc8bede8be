import { PinButton } from '@/components/personal/pin-button'
import { PageHeader } from '@/components/ui/page-header'
import type { QueryView } from '@/lib/analytics/model'
import { ExportMenu } from './export-menu'

type Props = {
  query: QueryView
  path: string
  pinned: boolean
  /** Its parameters as they stand in the address; null when they do not fit. */
  asked: string | null
}

/** What a query is called, whose it is, and the way to take its rows away. */
export function QueryHeader({ query, path, asked, pinned }: Props) {
  return (
    <PageHeader
      title={query.title}
      description={query.description}
      breadcrumbs={[{ href: '/analytics', label: 'Analytics' }, { label: query.title }]}
      meta={`Owner: ${query.owner}`}
      actions={
        <>
          <PinButton kind="query" id={query.key} title={query.title} pinned={pinned} />
          {query.mayExport && asked !== null ? <ExportMenu path={path} asked={asked} /> : null}
        </>
      }
    />
  )
}
