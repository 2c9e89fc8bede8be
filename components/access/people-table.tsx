import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { Person } from '@/lib/access/model'
import type { Format } from '@/lib/platform/format'
import { RoleBadges } from './role-badges'

/** People with their roles, the source of each, and when they were last here. */
export function PeopleTable({
  people,
  roleNames,
  now,
  format,
}: {
  people: readonly Person[]
  roleNames: Record<string, string>
  now: Date
  format: Format
}) {
  return (
    <Table label="People" stickyHeader>
      <Thead>
        <Th>Name</Th>
        <Th>Roles</Th>
        <Th>State</Th>
        <Th>Last seen</Th>
      </Thead>
      <Tbody>
        {people.map((person) => (
          <Tr key={person.id} linked>
            <Td>
              <a className="row-link font-medium" href={`/admin/users/${person.id}`}>
                {person.name}
              </a>
              {person.email === null ? null : (
                <span className="block text-sm text-text-muted">{person.email}</span>
              )}
            </Td>
            <Td wrap className="min-w-64">
              <RoleBadges given={person.given} roleNames={roleNames} />
            </Td>
            <Td>
              <PersonState person={person} />
            </Td>
            <Td>
              {person.lastSeenAt === null ? (
                <span className="text-text-muted">Never</span>
              ) : (
                <RelativeTime at={person.lastSeenAt} now={now} format={format} />
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

export function PersonState({ person }: { person: Pick<Person, 'disabledAt'> }) {
  return person.disabledAt === null ? (
    <Badge tone="success" icon="circle-check">
      Enabled
    </Badge>
  ) : (
    <Badge tone="danger" icon="ban">
      Disabled
    </Badge>
  )
}
