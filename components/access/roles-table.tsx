import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { formatNumber } from '@/lib/platform/format'
import { roleName } from './words'

type RoleRow = {
  key: string
  name: string
  description: string
  includes: readonly string[]
  builtIn: boolean
  use: { people: number; groups: number }
}

/** Every role with what it includes and who has it directly or by group. */
export function RolesTable({
  roles,
  roleNames,
  locale,
}: {
  roles: readonly RoleRow[]
  roleNames: Record<string, string>
  locale: string
}) {
  return (
    <Table label="Roles" stickyHeader>
      <Thead>
        <Th>Role</Th>
        <Th>What it is for</Th>
        <Th>Includes</Th>
        <Th numeric>People</Th>
        <Th numeric>Groups</Th>
      </Thead>
      <Tbody>
        {roles.map((role) => (
          <Tr key={role.key} linked>
            <Td>
              <a className="row-link font-medium" href={`/admin/roles/${role.key}`}>
                {role.name}
              </a>{' '}
              {role.builtIn ? <Badge>Built in</Badge> : null}
              <span className="block font-mono text-sm text-text-muted">{role.key}</span>
            </Td>
            <Td wrap className="min-w-56">
              {role.description}
            </Td>
            <Td wrap>{role.includes.map((key) => roleName(roleNames, key)).join(', ') || '–'}</Td>
            <Td numeric>{formatNumber(role.use.people, { locale })}</Td>
            <Td numeric>{formatNumber(role.use.groups, { locale })}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
