import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { RelationNode } from '@/lib/knowledge/relations/graph'
import type { RelationLayout } from '@/lib/knowledge/relations/layout'
import type { Moment } from './space-state'

/** What the picture draws, a row a field: from, field, to, and how many. */
export function RelationTable({
  layout,
  label,
  now,
  format,
}: { layout: RelationLayout; label: string } & Moment) {
  const places = new Map(layout.nodes.map((node, index) => [node.key, { node, index }]))
  const rows = layout.lines
    .flatMap((line) => line.rows)
    .flatMap((row) => {
      const [from, to] = [places.get(row.from), places.get(row.to)]
      return from === undefined || to === undefined ? [] : [{ row, from, to }]
    })
    .toSorted((one, other) => one.from.index - other.from.index || one.to.index - other.to.index)
  return (
    <Table label={label}>
      <Thead>
        <Th>From</Th>
        <Th>Field</Th>
        <Th>To</Th>
        <Th>How many</Th>
      </Thead>
      <Tbody>
        {rows.map(({ row, from, to }) => (
          <Tr key={`${row.from} ${row.to} ${row.field} ${row.isCollection}`}>
            <Td>
              <DatabaseLink node={from.node} />
            </Td>
            <Td>
              <bdi>{row.field}</bdi>{' '}
              {row.goneAt === null ? null : (
                <>
                  <Badge tone="warning" icon="archive">
                    Gone
                  </Badge>{' '}
                  <RelativeTime at={row.goneAt} now={now} format={format} />
                </>
              )}
            </Td>
            <Td>
              <DatabaseLink node={to.node} />
            </Td>
            <Td>{row.isCollection ? 'Many' : 'One'}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function DatabaseLink({ node }: { node: RelationNode }) {
  const place =
    node.kind === 'people' ? ' of the workspace' : node.spaceName === null ? null : `, ${node.spaceName}`
  return (
    <>
      {node.href === null ? (
        <bdi>{node.name}</bdi>
      ) : (
        <a className="text-link" href={node.href}>
          <bdi>{node.name}</bdi>
        </a>
      )}
      {place === null ? null : (
        <span className="text-text-muted">
          <bdi>{place}</bdi>
        </span>
      )}{' '}
      {node.goneAt === null ? null : (
        <Badge tone="warning" icon="archive">
          Gone
        </Badge>
      )}
    </>
  )
}
