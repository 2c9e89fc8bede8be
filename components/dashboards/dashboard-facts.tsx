import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { AsOf } from '@/components/ui/time'
import type { OpenedDashboard, RuleInForce } from '@/lib/dashboards/model'
import type { Format } from '@/lib/platform/format'

type Opened = OpenedDashboard['dashboard']

/** What is known of a dashboard whether Superset answers or not. */
export function DashboardFacts({ dashboard, now, format }: { dashboard: Opened; now: Date; format: Format }) {
  const { title, ownerName, tags, asOf } = dashboard
  return (
    <DescriptionList
      items={[
        { term: 'Dashboard', value: title },
        { term: 'Owner', value: ownerName ?? 'Nobody is named' },
        {
          term: 'Tags',
          value:
            tags.length === 0 ? (
              '—'
            ) : (
              <span className="flex flex-wrap gap-1">
                {tags.map((tag) => (
                  <Badge key={tag}>{tag}</Badge>
                ))}
              </span>
            ),
        },
        { term: 'Known from', value: <AsOf at={asOf} source="Superset" now={now} format={format} /> },
      ]}
    />
  )
}

/** The products that a dashboard tells of. */
export function DashboardProducts({ products }: { products: Opened['products'] }) {
  if (products.length === 0) return null
  return (
    <Card label="Products">
      <CardHeader title="Products" meta={`${products.length} that it tells of`} />
      <CardBody>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {products.map(({ code, name }) => (
            <li key={code}>
              <a className="text-link" href={`/products/${encodeURIComponent(code)}`}>
                <bdi>{name}</bdi>
              </a>{' '}
              <bdi className="font-mono text-xs text-text-muted">{code}</bdi>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

/** Which rows each dataset shows this reader: for whoever publishes dashboards. */
export function RulesInForce({ rules }: { rules: readonly RuleInForce[] | null }) {
  if (rules === null || rules.length === 0) return null
  return (
    <Card label="Rows in force">
      <CardHeader title="Rows in force" meta="What Superset is told of you, dataset by dataset" />
      <CardBody flush>
        <Table label="Rows in force">
          <Thead>
            <Th>Dataset</Th>
            <Th>Only rows where</Th>
          </Thead>
          <Tbody>
            {rules.map(({ dataset, clause }) => (
              <Tr key={dataset}>
                <Td>{dataset}</Td>
                <Td wrap>
                  <code className="break-words">{clause}</code>
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
    </Card>
  )
}
