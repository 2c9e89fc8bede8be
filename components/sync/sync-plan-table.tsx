import { Badge, type Tone } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { SYNC_OUTCOME_LABELS, type SyncEntry, type SyncOutcome, type SyncPlan } from '@/lib/synced/model'

const LOOKS: Record<SyncOutcome, { tone: Tone; icon: IconName }> = {
  add: { tone: 'success', icon: 'plus' },
  change: { tone: 'accent', icon: 'pencil' },
  same: { tone: 'neutral', icon: 'check' },
  refuse: { tone: 'warning', icon: 'ban' },
  gone: { tone: 'warning', icon: 'triangle-alert' },
}

const LABELS: Record<string, string> = { parentCode: 'stands below', groupCode: 'group', ownerId: 'owner' }

/** What a sync does with each record, and why. */
export function SyncPlanTable({ plan }: { plan: SyncPlan }) {
  if (plan.entries.length === 0) {
    return (
      <EmptyState icon="inbox" title="No record is told">
        <p>What is added there comes here with the next sync.</p>
      </EmptyState>
    )
  }
  return (
    <Table label="What a sync would do">
      <Thead>
        <Th>Record</Th>
        <Th>Outcome</Th>
        <Th>What and why</Th>
      </Thead>
      <Tbody>
        {plan.entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two records may be called alike, and the plan never moves
          <Tr key={index}>
            <Td wrap>
              <span className="font-mono">{entry.code}</span>{' '}
              <bdi className="text-text-muted">{entry.label}</bdi>
            </Td>
            <Td>
              <Badge {...LOOKS[entry.outcome]}>{SYNC_OUTCOME_LABELS[entry.outcome]}</Badge>
            </Td>
            <Td wrap>
              <What entry={entry} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function What({ entry: { outcome, reasons, changes } }: { entry: SyncEntry }) {
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
      {Object.entries(changes)
        .filter(([field]) => field !== 'code' || outcome !== 'add')
        .map(([field, { before, after }]) => (
          <li key={field}>
            <span className="text-text-muted">{LABELS[field] ?? field.replace(/^attributes\./, '')}: </span>
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
        ))}
    </ul>
  )
}

function toText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return String(value)
}
