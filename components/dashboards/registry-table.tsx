import { Badge } from '@/components/ui/badge'
import { Icon } from '@/components/ui/icon'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { AsOf, RelativeTime } from '@/components/ui/time'
import type { RegistryEntry } from '@/lib/dashboards/model'
import type { Format } from '@/lib/platform/format'

type Props = { entries: readonly RegistryEntry[]; format: Format; now: Date }

/** Every dashboard of Superset with what the portal decided of it; the row leads to the form. */
export function RegistryTable({ entries, format, now }: Props) {
  return (
    <Table label="Dashboards found in Superset">
      <Thead>
        <Th>Dashboard</Th>
        <Th>State</Th>
        <Th>Datasets</Th>
        <Th>Owners in Superset</Th>
        <Th>Changed there</Th>
        <Th>Age</Th>
      </Thead>
      <Tbody>
        {entries.map(({ found, publication, undecided }) => (
          <Tr key={found.upstreamId} linked>
            <Td wrap className="min-w-56">
              <a
                className="row-link font-medium"
                href={`/admin/dashboards/${encodeURIComponent(found.upstreamId)}`}
              >
                {found.title}
              </a>
              {publication === null || publication.publishedAt === null ? null : (
                <span className="block text-sm text-text-muted">{`/dashboards/${publication.slug}`}</span>
              )}
            </Td>
            <Td>
              <RegistryState {...{ found, publication, undecided }} />
            </Td>
            <Td wrap className="min-w-40">
              {found.datasets.length === 0 ? (
                <span className="text-text-muted">None known</span>
              ) : (
                found.datasets.map(({ name }) => name).join(', ')
              )}
            </Td>
            <Td wrap>{found.owners.length === 0 ? '—' : found.owners.join(', ')}</Td>
            <Td>
              {found.changedAt === null ? (
                '—'
              ) : (
                <RelativeTime at={found.changedAt} now={now} format={format} />
              )}
            </Td>
            <Td>
              <AsOf at={found.asOf} source="Superset" format={format} now={now} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** How a dashboard stands, in a word; what needs somebody comes first. */
export function RegistryState({ found, publication, undecided }: RegistryEntry) {
  const isPublished = publication !== null && publication.publishedAt !== null
  if (found.goneAt !== null) {
    return (
      <Badge tone="warning" icon="circle-x">
        Gone, or no longer visible
      </Badge>
    )
  }
  if (!isPublished) {
    return (
      <Badge icon="circle-dashed">{found.draft ? 'Not published, a draft there' : 'Not published'}</Badge>
    )
  }
  if (publication.embeddedId === null) {
    return (
      <Badge tone="warning" icon="triangle-alert">
        Embedding is off
      </Badge>
    )
  }
  if (undecided.length > 0) {
    return (
      <Badge tone="warning" icon="triangle-alert">
        {undecided.length === 1 ? '1 dataset closed' : `${undecided.length} datasets closed`}
      </Badge>
    )
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge tone="success" icon="circle-check">
        Published
      </Badge>
      {publication.source === 'file' ? <Icon name="file-text" size={14} label="Kept in a file" /> : null}
    </span>
  )
}
