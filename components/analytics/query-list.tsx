import { Badge } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { ChartKind, QuerySummary } from '@/lib/analytics/model'
import type { Format } from '@/lib/platform/format'

const CHARTS: Record<ChartKind, { label: string; icon: IconName }> = {
  figure: { label: 'Figure', icon: 'circle-dot' },
  line: { label: 'Line', icon: 'activity' },
  bar: { label: 'Bars', icon: 'chart-column' },
  stacked: { label: 'Stacked bars', icon: 'chart-column' },
  scatter: { label: 'Scatter plot', icon: 'activity' },
  heatmap: { label: 'Heat map', icon: 'table' },
}

type Props = { queries: readonly QuerySummary[]; format: Format; now: Date }

/** The catalogue: a row a query. */
export function QueryList({ queries, format, now }: Props) {
  return (
    <Table label="Queries">
      <Thead>
        <Th>Query</Th>
        <Th>Shown as</Th>
        <Th>Owner</Th>
        <Th>Tags</Th>
        <Th>Last answered</Th>
      </Thead>
      <Tbody>
        {queries.map((query) => (
          <Tr key={query.key} linked>
            <Td wrap className="min-w-64">
              <a href={`/analytics/${query.key}`} className="row-link">
                {query.title}
              </a>
              <span className="block text-sm text-text-muted text-pretty">{query.description}</span>
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
