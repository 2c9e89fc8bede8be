import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { AsOf } from '@/components/ui/time'
import type { Dashboard } from '@/lib/dashboards/model'
import type { Format } from '@/lib/platform/format'

type Props = { dashboards: readonly Dashboard[]; format: Format; now: Date }

/** The dashboards that the reader may see: a row each, tombstones said to be such. */
export function DashboardList({ dashboards, format, now }: Props) {
  return (
    <Table label="Dashboards">
      <Thead>
        <Th>Dashboard</Th>
        <Th>State</Th>
        <Th>Owner</Th>
        <Th>Tags</Th>
        <Th>Age</Th>
      </Thead>
      <Tbody>
        {dashboards.map((dashboard) => (
          <Tr key={dashboard.slug} linked>
            <Td wrap className="min-w-64">
              <a className="row-link font-medium" href={`/dashboards/${dashboard.slug}`}>
                {dashboard.title}
              </a>
              <span className="block text-sm text-text-muted text-pretty">{dashboard.description}</span>
            </Td>
            <Td>
              {dashboard.goneAt === null ? (
                <Badge tone="success" icon="circle-check">
                  Published
                </Badge>
              ) : (
                <Badge tone="warning" icon="circle-x">
                  Gone, or no longer visible
                </Badge>
              )}
            </Td>
            <Td>{dashboard.ownerName ?? <span className="text-text-muted">None</span>}</Td>
            <Td>
              <span className="flex flex-wrap gap-1">
                {dashboard.tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
              </span>
            </Td>
            <Td>
              <AsOf at={dashboard.asOf} source="Superset" format={format} now={now} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
