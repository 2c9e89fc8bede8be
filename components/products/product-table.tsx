import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Marked } from '@/components/ui/marked'
import { SortHeader, Table, Tbody, Td, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import { excerpt, holdsAll } from '@/lib/platform/marks'
import { toProductsHref } from '@/lib/products/list-href'
import { COLUMN_LABELS, type Density, type ProductColumn } from '@/lib/products/list-state'
import type { ProductRow } from '@/lib/products/model'
import type { ProductQuery } from '@/lib/products/schema/query'
import { ChooseCell, ChooseHead } from './choose-cell'
import { StatusBadge } from './status-badge'

type Look = {
  query: ProductQuery
  columns: readonly ProductColumn[]
  density: Density
  now: Date
  format: Format
  /** Rows can be chosen, for a change of many. */
  choosable: boolean
  /** The rows only resemble what was looked for. */
  resembling?: boolean
}

export function ProductTable({ rows, ...look }: Look & { rows: readonly ProductRow[] }) {
  const { query, columns, density, choosable } = look
  return (
    <Table label="Products" stickyHeader className={density === 'compact' ? 'compact' : undefined}>
      <Thead>
        {choosable ? <ChooseHead /> : null}
        {columns.map((field) => (
          <SortHeader
            key={field}
            label={COLUMN_LABELS[field]}
            field={field}
            sort={{ field: query.sort, direction: query.dir }}
            hrefFor={({ direction }) => toProductsHref(query, { sort: field, dir: direction })}
          />
        ))}
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={row.id} linked>
            {choosable ? <ChooseCell id={row.id} version={row.version} name={row.name} /> : null}
            {columns.map((column) => (
              <Td key={column} mono={column === 'code'}>
                {CELLS[column](row, look)}
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

const none = <span className="text-text-muted">None</span>

const CELLS: Record<ProductColumn, (row: ProductRow, look: Look) => ReactNode> = {
  code: (row, { query }) => <Marked text={row.code} q={query.q} />,
  name: (row, look) => <NameCell row={row} look={look} />,
  group: (row) => (row.group === null ? none : row.group.name),
  status: (row) => <StatusBadge status={row.status} />,
  owner: (row) => (row.owner === null ? none : row.owner.name),
  tags: (row, { query }) =>
    row.tags.map((tag) => (
      <a
        key={tag}
        className="mr-1.5"
        href={toProductsHref(query, { tag })}
        aria-label={`Only products tagged ${tag}`}
      >
        <Badge>{tag}</Badge>
      </a>
    )),
  updated: (row, { now, format }) => <RelativeTime at={row.updatedAt} now={now} format={format} />,
}

function NameCell({ row, look: { query, resembling } }: { row: ProductRow; look: Look }) {
  const { q } = query
  const inText =
    q !== '' && !holdsAll(`${row.code} ${row.name}`, q) ? excerpt(row.description ?? '', q) : null
  return (
    <>
      <a className="row-link" href={`/products/${encodeURIComponent(row.code)}`}>
        <Marked text={row.name} q={q} resembling={resembling} />
      </a>
      {row.goneAt === null ? null : (
        <>
          {' '}
          <Badge tone="warning" icon="triangle-alert">
            Gone from its source
          </Badge>
        </>
      )}
      {inText === null ? null : (
        <span className="block max-w-[60ch] truncate text-xs text-text-muted">
          <Marked text={inText} q={q} />
        </span>
      )}
    </>
  )
}
