import { ActionButton } from '@/components/access/action-button'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { takeRoleAction } from '@/lib/access/actions'
import type { Person } from '@/lib/access/model'
import { conditionWords, roleName, sourceWords } from './words'

/** What gives a person their roles; those given here can be taken, those by group are the mapping's. */
export function PersonRoles({
  person,
  roleNames,
  may,
}: {
  person: Person
  roleNames: Record<string, string>
  may: { giveRoles: boolean; readRoles: boolean }
}) {
  if (person.given.length === 0) {
    return (
      <EmptyState icon="shield" title="No role">
        They can sign in and see nothing but their own account.
      </EmptyState>
    )
  }
  return (
    <Table label="Roles">
      <Thead>
        <Th>Role</Th>
        <Th>Reaches</Th>
        <Th>Comes from</Th>
        <Th className="relative">
          <span className="sr-only">Change</span>
        </Th>
      </Thead>
      <Tbody>
        {person.given.map(({ roleKey, condition, source }) => (
          <Tr key={source.kind === 'direct' ? source.grantId : `${source.identityGroup}|${roleKey}`}>
            <Td>
              {may.readRoles ? (
                <a className="text-link" href={`/admin/roles/${roleKey}`}>
                  {roleName(roleNames, roleKey)}
                </a>
              ) : (
                roleName(roleNames, roleKey)
              )}
            </Td>
            <Td wrap>{conditionWords(condition)}</Td>
            <Td wrap>{sourceWords(source)}</Td>
            <Td numeric>
              {source.kind === 'group' ? (
                may.readRoles ? (
                  <a className="text-link" href="/admin/roles#mappings">
                    See mapping
                  </a>
                ) : null
              ) : may.giveRoles ? (
                <ActionButton
                  action={takeRoleAction}
                  fields={{ userId: person.id, grantId: source.grantId }}
                  label="Take"
                  description={`Take the role ${roleName(roleNames, roleKey)} from ${person.name}`}
                />
              ) : null}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
