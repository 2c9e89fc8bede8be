import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { KbFieldView } from '@/lib/knowledge/model'
import { isApiName } from '@/lib/knowledge/names'
import type { Moment } from './space-state'

/** The fields of a database with their types and where they lead; those that are gone at the end, with the day. */
export function FieldTable({
  label,
  fields,
  now,
  format,
}: { label: string; fields: KbFieldView[] } & Moment) {
  return (
    <Table label={label}>
      <Thead>
        <Th>Field in Fibery</Th>
        <Th>In the API</Th>
        <Th>Type</Th>
        <Th>Leads to</Th>
        <Th>First seen</Th>
      </Thead>
      <Tbody>
        {fields.map((field) => (
          <Tr key={field.name}>
            <Td>
              <bdi>{field.rawName}</bdi>{' '}
              {field.goneAt === null ? null : (
                <>
                  <Badge tone="warning" icon="archive">
                    Gone
                  </Badge>{' '}
                  <span className="text-text-muted">
                    since <RelativeTime at={field.goneAt} now={now} format={format} />
                  </span>
                </>
              )}
              {field.description === '' ? null : (
                <p className="max-w-prose text-text-muted whitespace-normal">
                  <bdi>{field.description}</bdi>
                </p>
              )}
            </Td>
            <Td mono>{isApiName(field.name) ? field.name : 'Not told'}</Td>
            <Td>
              <code>{field.typeText}</code>
              {field.isCollection ? <span className="text-text-muted"> a list</span> : null}
            </Td>
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
  const { label, href, goneAt } = relation
  return (
    <>
      <span className="text-text-muted">{isCollection ? 'Many: ' : 'One: '}</span>
      {href === null ? (
        <bdi>{label}</bdi>
      ) : (
        <a className="text-link" href={href}>
          <bdi>{label}</bdi>
        </a>
      )}{' '}
      {goneAt === null ? null : (
        <Badge tone="warning" icon="archive">
          Gone
        </Badge>
      )}
    </>
  )
}
