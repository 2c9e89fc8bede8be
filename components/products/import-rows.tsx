import { Badge, type Tone } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import type { ImportOutcome, ImportRow } from '@/lib/products/import-model'

const TONES: Record<ImportOutcome, Tone> = {
  add: 'success',
  change: 'accent',
  same: 'neutral',
  skip: 'warning',
}

const LABELS: Record<string, string> = { groupCode: 'group', ownerId: 'owner' }
const LONGEST = 80

/** The file's rows with what becomes of each, and why. */
export function ImportRows({
  rows,
  labels,
}: {
  rows: readonly ImportRow[]
  labels: Record<ImportOutcome, string>
}) {
  return (
    <Table label="Rows of the file">
      <Thead>
        <Th numeric>Row</Th>
        <Th>Code</Th>
        <Th>Outcome</Th>
        <Th>What and why</Th>
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={row.n}>
            <Td numeric>{row.n}</Td>
            <Td mono>{row.code ?? ''}</Td>
            <Td>
              <Badge tone={TONES[row.outcome]}>{labels[row.outcome]}</Badge>
            </Td>
            <Td wrap>{row.outcome === 'skip' ? row.reasons.join(' ') : <Changes row={row} />}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

function Changes({ row: { changes, outcome } }: { row: ImportRow }) {
  const entries = Object.entries(changes ?? {}).filter(([field]) => outcome !== 'add' || field !== 'code')
  return (
    <ul className="grid gap-0.5">
      {entries.map(([field, { before, after }]) => (
        <li key={field} className="break-words">
          <span className="text-text-muted">{LABELS[field] ?? field.replace(/^attributes\./, '')}: </span>
          {outcome === 'add' ? null : (
            <>
              <del className="text-text-muted">{toWords(before)}</del>
              <span aria-hidden="true"> → </span>
            </>
          )}
          <ins className="no-underline">{toWords(after)}</ins>
        </li>
      ))}
    </ul>
  )
}

function toWords(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '')
  if (text === '') return 'none'
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
