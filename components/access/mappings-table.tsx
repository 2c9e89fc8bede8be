import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { unmapGroupAction } from '@/lib/access/actions'
import type { GroupMapping } from '@/lib/access/model'
import { ActionButton } from './action-button'
import { conditionWords, roleName } from './words'

/** Which of the identity provider's groups give which role. */
export function MappingsTable({
  mappings,
  roleNames,
  mayGive,
}: {
  mappings: readonly GroupMapping[]
  roleNames: Record<string, string>
  mayGive: boolean
}) {
  if (mappings.length === 0) {
    return (
      <EmptyState icon="users" title="No group gives a role">
        Roles are then given to people one by one. Map a group to give a role to everybody in it.
      </EmptyState>
    )
  }
  return (
    <Table label="Group mappings">
      <Thead>
        <Th>Group</Th>
        <Th>Gives the role</Th>
        <Th>Reaches</Th>
        <Th className="relative">
          <span className="sr-only">Change</span>
        </Th>
      </Thead>
      <Tbody>
        {mappings.map((mapping) => (
          <Tr key={mapping.id}>
            <Td mono>{mapping.identityGroup}</Td>
            <Td>
              <a className="text-link" href={`/admin/roles/${mapping.roleKey}`}>
                {roleName(roleNames, mapping.roleKey)}
              </a>
            </Td>
            <Td wrap>{conditionWords(mapping.condition)}</Td>
            <Td numeric>
              {mayGive ? (
                <ActionButton
                  action={unmapGroupAction}
                  fields={{ mappingId: mapping.id }}
                  label="Remove"
                  description={`Remove the mapping of ${mapping.identityGroup} to ${roleName(roleNames, mapping.roleKey)}`}
                />
              ) : null}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
