import { Badge } from '@/components/ui/badge'
import { SortHeader, Table, Tbody, Td, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import { toProductsHref } from '@/lib/products/list-href'
import type { ProductRow, ProductSort } from '@/lib/products/model'
import type { ProductQuery } from '@/lib/products/schema/query'
import { StatusBadge } from './status-badge'

const COLUMNS: readonly { field: ProductSort; label: string }[] = [
  { field: 'code', label: 'Code' },
  { field: 'name', label: 'Name' },
  { field: 'group', label: 'Group' },
  { field: 'status', label: 'Status' },
  { field: 'updated', label: 'Changed' },
]

export function ProductTable({
  rows,
  query,
  now,
  format,
}: {
  rows: readonly ProductRow[]
  query: ProductQuery
  now: Date
  format: Format
}) {
  return (
    <Table label="Products" stickyHeader>
      <Thead>
        {COLUMNS.map(({ field, label }) => (
          <SortHeader
            key={field}
            label={label}
            field={field}
            sort={{ field: query.sort, direction: query.dir }}
            hrefFor={({ direction }) => toProductsHref(query, { sort: field, dir: direction })}
          />
        ))}
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={row.id} linked>
            <Td mono>{row.code}</Td>
            <Td>
              <a className="row-link" href={`/products/${encodeURIComponent(row.code)}`}>
                {row.name}
              </a>
              {row.tags.map((tag) => (
                <span key={tag} className="ml-2">
                  <Badge>{tag}</Badge>
                </span>
              ))}
            </Td>
            <Td>{row.group === null ? <span className="text-text-muted">None</span> : row.group.name}</Td>
            <Td>
              <StatusBadge status={row.status} />
            </Td>
            <Td>
              <RelativeTime at={row.updatedAt} now={now} format={format} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
