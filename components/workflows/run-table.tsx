import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import { type RunSummary, toDurationWords } from '@/lib/workflows/model'
import { RunStateBadge } from './run-state'

export type RunTableProps = { runs: readonly RunSummary[]; filtered: boolean; now: Date; format: Format }

export function RunTable({ runs, filtered, now, format }: RunTableProps) {
  if (runs.length === 0) {
    return filtered ? (
      <EmptyState icon="search-x" title="No run is like that">
        Take a filter away to see the others.
      </EmptyState>
    ) : (
      <EmptyState icon="workflow" title="Nothing has run yet">
        Start a workflow above, or wait for its next run.
      </EmptyState>
    )
  }
  return (
    <Table label="Runs">
      <Thead>
        <Th>State</Th>
        <Th>Workflow</Th>
        <Th>Asked for</Th>
        <Th>By</Th>
        <Th>Why</Th>
        <Th numeric>Took</Th>
      </Thead>
      <Tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} now={now} format={format} />
        ))}
      </Tbody>
    </Table>
  )
}

function RunRow({ run, now, format }: { run: RunSummary; now: Date; format: Format }) {
  const { id, state, title, request } = run
  return (
    <Tr linked>
      <Td>
        <RunStateBadge state={state} />
      </Td>
      <Td>
        <a className="row-link" href={`/admin/workflows/${id}`}>
          {title}
        </a>
      </Td>
      <Td>
        <RelativeTime at={request.at} now={now} format={format} />
      </Td>
      <Td>{request.by.name}</Td>
      <Td wrap>{request.reason}</Td>
      <Td numeric>{tookWords(run, now)}</Td>
    </Tr>
  )
}

function tookWords({ startedAt, endedAt, state }: RunSummary, now: Date): string {
  if (startedAt === null) return '—'
  if (endedAt !== null) return toDurationWords(endedAt.getTime() - startedAt.getTime())
  return state === 'running' ? toDurationWords(now.getTime() - startedAt.getTime()) : '—'
}
