import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { type ConditionedRight, RIGHT_KINDS, type Right, type RightKind } from '@/lib/access/model'
import { conditionWords, rightWords } from './words'

/** Everything that a role gives, in words, inclusions followed. */
export function RoleRights({ gives }: { gives: readonly ConditionedRight[] }) {
  const rows = [...new Map(gives.map((entry) => [JSON.stringify(entry), entry])).values()]
  if (rows.length === 0) {
    return (
      <EmptyState icon="shield" title="Gives nothing">
        This role names no right, and includes none that does.
      </EmptyState>
    )
  }
  return (
    <Table label="Rights of this role">
      <Thead>
        <Th>Right</Th>
        <Th>On</Th>
        <Th>Reaches</Th>
      </Thead>
      <Tbody>
        {rows.map((entry) => (
          <Tr key={JSON.stringify(entry)}>
            <Td>
              {rightWords(entry.right)}{' '}
              <span className="font-mono text-sm text-text-muted">{entry.right}</span>
            </Td>
            <Td>{kindLabel(entry.right)}</Td>
            <Td wrap>{conditionWords(entry.condition)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function kindLabel(right: Right): string {
  return RIGHT_KINDS[right.slice(right.indexOf(':') + 1) as RightKind].label
}
