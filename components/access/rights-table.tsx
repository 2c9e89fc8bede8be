import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import type { Condition, Right, RoleSource } from '@/lib/access/model'
import { conditionWords, rightWords, roleName, sourceWords } from './words'

export type ExplainedRight = {
  right: Right
  reasons: readonly {
    roleKey: string
    source: RoleSource
    via: readonly string[]
    condition: Condition | null
  }[]
  rolesThatGive: readonly string[]
}

/** Every right by kind: whether it is held, how far, why; and for one that is not, which roles give it. */
export function RightsTable({
  rights,
  roleNames,
  label,
}: {
  rights: readonly ExplainedRight[]
  roleNames: Record<string, string>
  label: string
}) {
  const name = (key: string) => roleName(roleNames, key)
  return (
    <Table label={label}>
      <Thead>
        <Th>Right</Th>
        <Th>Held</Th>
        <Th>Why, or why not</Th>
      </Thead>
      <Tbody>
        {rights.map(({ right, reasons, rolesThatGive }) => (
          <Tr key={right}>
            <Td>{rightWords(right)}</Td>
            <Td>
              {reasons.length === 0 ? (
                <Badge icon="x">No</Badge>
              ) : (
                <Badge tone="success" icon="check">
                  {reasons.some(({ condition }) => condition === null) ? 'Everywhere' : 'In part'}
                </Badge>
              )}
            </Td>
            <Td wrap className="min-w-72">
              {reasons.length === 0 ? (
                <span className="text-text-muted">
                  Given by {rolesThatGive.map(name).join(', ') || 'no role'}.
                </span>
              ) : (
                <ul className="grid gap-1">
                  {reasons.map((reason) => (
                    <li key={JSON.stringify(reason)}>
                      <ReasonWords reason={reason} name={name} />
                    </li>
                  ))}
                </ul>
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function ReasonWords({
  reason,
  name,
}: {
  reason: ExplainedRight['reasons'][number]
  name: (key: string) => string
}) {
  const through = reason.via.length === 0 ? '' : `, which includes ${reason.via.map(name).join(', then ')}`
  return (
    <>
      {conditionWords(reason.condition)}, as {name(reason.roleKey)}
      {through}. <span className="text-text-muted">{sourceWords(reason.source)}.</span>
    </>
  )
}
