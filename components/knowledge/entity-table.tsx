import { Icon } from '@/components/ui/icon'
import { SortHeader, Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { KbEntitySummary } from '@/lib/knowledge/model'
import type { EntitiesQuery, EntitySort } from '@/lib/knowledge/schema'
import type { Moment } from './space-state'

type Props = {
  entities: KbEntitySummary[]
  query: EntitiesQuery
  /** The database's page; an entity's stands below it. */
  address: string
  href: (other: Partial<EntitiesQuery>) => string
} & Moment

const COLUMNS: { field: EntitySort; label: string; numeric?: true }[] = [
  { field: 'title', label: 'Title' },
  { field: 'number', label: 'Number', numeric: true },
  { field: 'modified', label: 'Changed' },
  { field: 'created', label: 'Created' },
]

/** The row leads to the portal's page of the entity; the last column into the workspace. */
export function EntityTable({ entities, query, address, href, now, format }: Props) {
  const sort = { field: query.sort, direction: query.direction }
  const time = (at: Date | null) => (at === null ? '—' : <RelativeTime at={at} now={now} format={format} />)
  return (
    <Table label="Entities">
      <Thead>
        {COLUMNS.map(({ field, label, numeric }) => (
          <SortHeader
            key={field}
            {...{ field, label, numeric, sort }}
            hrefFor={(next) => href({ sort: field, direction: next.direction })}
          />
        ))}
        {query.gone ? <Th>Gone since</Th> : null}
        <Th>In Fibery</Th>
      </Thead>
      <Tbody>
        {entities.map((entity) => (
          <Tr key={entity.key} linked>
            <Td wrap>
              <a className="row-link" href={`${address}/${entity.key}`}>
                <EntityTitle entity={entity} />
              </a>
            </Td>
            <Td numeric>{entity.publicId === null ? '—' : <bdi>{entity.publicId}</bdi>}</Td>
            <Td>{time(entity.modifiedAt)}</Td>
            <Td>{time(entity.createdAt)}</Td>
            {query.gone ? <Td>{time(entity.goneAt)}</Td> : null}
            <Td>{entity.goneAt === null ? <EntityLink entity={entity} /> : '—'}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** Whatever somebody wrote as a title is text, and turns round no word beside it. */
export function EntityTitle({ entity: { title } }: { entity: Pick<KbEntitySummary, 'title'> }) {
  if (title === '') return <span className="text-text-muted">Untitled</span>
  return <bdi>{title}</bdi>
}

function EntityLink({ entity }: { entity: KbEntitySummary }) {
  if (entity.href === null) return '—'
  return (
    <a
      className="text-link relative z-1 inline-flex min-h-6 items-center gap-1"
      href={entity.href}
      rel="noreferrer"
    >
      Open
      <span className="sr-only">
        {' '}
        <EntityTitle entity={entity} /> in Fibery
      </span>
      <Icon name="external-link" size={12} />
    </a>
  )
}
