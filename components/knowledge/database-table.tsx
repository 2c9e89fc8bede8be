import { Icon } from '@/components/ui/icon'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { KbDatabaseSummary } from '@/lib/knowledge/model'
import { formatNumber } from '@/lib/platform/format'
import type { Moment } from './space-state'

type Props = { spaceSlug: string; label: string; databases: KbDatabaseSummary[] } & Moment

/** The databases of a space. The row leads to the portal's page; the last column into the workspace. */
export function DatabaseTable({ spaceSlug, label, databases, now, format }: Props) {
  const gone = databases.some(({ goneAt }) => goneAt !== null)
  return (
    <Table label={label}>
      <Thead>
        <Th>Database</Th>
        <Th>Description</Th>
        <Th numeric>Fields</Th>
        <Th numeric>Entities</Th>
        <Th>GraphQL type</Th>
        <Th>Finder</Th>
        <Th>{gone ? 'Gone since' : 'First seen'}</Th>
        <Th>In Fibery</Th>
      </Thead>
      <Tbody>
        {databases.map((database) => (
          <Tr key={database.slug} linked>
            <Td>
              <a className="row-link" href={`/kb/${spaceSlug}/${database.slug}`}>
                <bdi>{database.name}</bdi>
              </a>
            </Td>
            <Td wrap className="text-text-muted">
              {database.description === '' ? '—' : <bdi>{database.description}</bdi>}
            </Td>
            <Td numeric>{formatNumber(database.fields, format)}</Td>
            <Td numeric>
              {database.entityCount === null ? '—' : formatNumber(database.entityCount, format)}
            </Td>
            <Td mono>{database.type ?? '—'}</Td>
            <Td mono>{database.finder ?? '—'}</Td>
            <Td>
              <RelativeTime at={database.goneAt ?? database.firstSeenAt} now={now} format={format} />
            </Td>
            <Td>{gone ? '—' : <FiberyLink database={database} />}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** A database's page in the workspace. */
export function FiberyLink({ database }: { database: Pick<KbDatabaseSummary, 'name' | 'href'> }) {
  if (database.href === null) return '—'
  return (
    <a
      className="text-link relative z-1 inline-flex min-h-6 items-center gap-1"
      href={database.href}
      rel="noreferrer"
    >
      Open
      <span className="sr-only">
        {' '}
        <bdi>{database.name}</bdi> in Fibery
      </span>
      <Icon name="external-link" size={12} />
    </a>
  )
}
