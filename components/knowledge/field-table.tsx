import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { KbFieldView } from '@/lib/knowledge/model'
import type { Moment } from './space-state'

/** The fields of a database with their types and where they lead. */
export function FieldTable({
  label,
  fields,
  now,
  format,
}: { label: string; fields: KbFieldView[] } & Moment) {
  return (
    <Table label={label}>
      <Thead>
        <Th>Field</Th>
        <Th>Name in Fibery</Th>
        <Th>Type</Th>
        <Th>Leads to</Th>
        <Th>First seen</Th>
      </Thead>
      <Tbody>
        {fields.map((field) => (
          <Tr key={field.name}>
            <Td mono>
              {field.name}{' '}
              {field.goneAt === null ? null : (
                <Badge tone="warning" icon="archive">
                  Gone
                </Badge>
              )}
            </Td>
            <Td>
              <bdi>{field.rawName}</bdi>
            </Td>
            <Td mono>{field.typeText}</Td>
            <Td>
              <Relation field={field} />
            </Td>
            <Td>
              <RelativeTime at={field.firstSeenAt} now={now} format={format} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function Relation({ field: { relation, isCollection } }: { field: KbFieldView }) {
  if (relation === null) return '—'
  const words = (
    <>
      <bdi>{relation.label}</bdi>
      {isCollection ? ', many' : ''}
    </>
  )
  if (relation.to === null) return <span className="text-text-muted">{words}</span>
  return (
    <a className="text-link" href={`/kb/${relation.to.spaceSlug}/${relation.to.databaseSlug}`}>
      {words}
    </a>
  )
}
