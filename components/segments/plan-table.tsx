import { Badge, type Tone } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import {
  type ImportPlan,
  OUTCOME_LABELS,
  type PlanEntry,
  type PlanOutcome,
} from '@/lib/segments/model/exchange'

const LOOKS: Record<PlanOutcome, { tone: Tone; icon: IconName }> = {
  add: { tone: 'success', icon: 'plus' },
  change: { tone: 'accent', icon: 'pencil' },
  same: { tone: 'neutral', icon: 'check' },
  skip: { tone: 'warning', icon: 'ban' },
}

/** What an import does with each record, and why. */
export function PlanTable({ plan }: { plan: ImportPlan }) {
  return (
    <Table label="Records of the document">
      <Thead>
        <Th>Record</Th>
        <Th>Outcome</Th>
        <Th>What and why</Th>
      </Thead>
      <Tbody>
        {plan.entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a document may name a record twice, and the plan never moves
          <Tr key={index}>
            <Td>
              <span className="font-mono">{entry.code}</span>{' '}
              <span className="text-text-muted">{entry.kind === 'product' ? 'product' : ''}</span>
            </Td>
            <Td>
              <Badge {...LOOKS[entry.outcome]}>{OUTCOME_LABELS[entry.outcome]}</Badge>
            </Td>
            <Td wrap>
              <Reasons entry={entry} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function Reasons({ entry: { outcome, reasons, changes } }: { entry: PlanEntry }) {
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
      {outcome === 'change' || outcome === 'add'
        ? Object.entries(changes).map(([field, { before, after }]) => (
            <li key={field}>
              <span className="text-text-muted">{field === 'parentCode' ? 'stands below' : field}: </span>
              {outcome === 'change' ? (
                <>
                  <del className="text-text-muted">
                    <bdi>{toText(before)}</bdi>
                  </del>{' '}
                  <span aria-hidden="true">→</span>{' '}
                </>
              ) : null}
              <bdi>{toText(after)}</bdi>
            </li>
          ))
        : null}
    </ul>
  )
}

function toText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return String(value)
}
