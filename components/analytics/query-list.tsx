import { Badge } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import { SortHeader, Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { CATALOGUE_SORTS, type CatalogueView, catalogueHref } from '@/lib/analytics/catalogue-view'
import type { ChartKind, QuerySummary } from '@/lib/analytics/model'
import { FOR_PRODUCT } from '@/lib/analytics/pinned-figures'
import type { Format } from '@/lib/platform/format'

const CHARTS: Record<ChartKind, { label: string; icon: IconName }> = {
  figure: { label: 'Figure', icon: 'circle-dot' },
  line: { label: 'Line', icon: 'activity' },
  bar: { label: 'Bars', icon: 'chart-column' },
  stacked: { label: 'Stacked bars', icon: 'chart-column' },
  scatter: { label: 'Scatter plot', icon: 'activity' },
  heatmap: { label: 'Heat map', icon: 'table' },
}

type Props = {
  queries: readonly QuerySummary[]
  view: CatalogueView
  format: Format
  now: Date
}

/** The catalogue: a row a query. */
export function QueryList({ queries, view, format, now }: Props) {
  const sort = { field: view.sort, direction: view.descending ? ('desc' as const) : ('asc' as const) }
  const hrefFor = (wanted: { field: string; direction: 'asc' | 'desc' }) => {
    const field = CATALOGUE_SORTS.find((known) => known === wanted.field) ?? 'title'
    return catalogueHref({ ...view, page: 1, sort: field, descending: wanted.direction === 'desc' })
  }
  const header = { sort, hrefFor }
  const suffix =
    view.product === '' ? '' : `?${FOR_PRODUCT.code}=${encodeURIComponent(view.product)}#pin-to-product`
  return (
    <Table label="Queries">
      <Thead>
        <SortHeader label="Query" field="title" {...header} />
        <Th>Shown as</Th>
        <SortHeader label="Owner" field="owner" {...header} />
        <Th>Tags</Th>
        <SortHeader label="Last answered" field="answered" {...header} />
      </Thead>
      <Tbody>
        {queries.map((query) => (
          <Tr key={query.key} linked>
            <Td wrap className="min-w-64">
              <a href={`/analytics/${query.key}${suffix}`} className="row-link">
                {query.title}
              </a>
              <span className="block text-sm text-text-muted text-pretty">{query.description}</span>
              {/* On a phone the columns of these lie outside. */}
              <span className="mt-1 block text-sm sm:hidden">
                {query.owner}, {query.lastRunAt === null ? 'not answered yet' : 'answered '}
                {query.lastRunAt === null ? null : (
                  <RelativeTime at={query.lastRunAt} now={now} format={format} />
                )}
              </span>
            </Td>
            <Td>
              {query.chart === null ? (
                <Badge icon="table">Table</Badge>
              ) : (
                <Badge icon={CHARTS[query.chart.kind].icon}>{CHARTS[query.chart.kind].label}</Badge>
              )}
            </Td>
            <Td>{query.owner}</Td>
            <Td>
              <span className="flex gap-1">
                {query.tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
              </span>
            </Td>
            <Td>
              {query.lastRunAt === null ? (
                <span className="text-text-muted">Not yet</span>
              ) : (
                <RelativeTime at={query.lastRunAt} now={now} format={format} />
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
