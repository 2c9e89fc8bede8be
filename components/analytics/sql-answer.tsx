import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { AD_HOC_ROWS, type AskedStatement, type StatementAnswer } from '@/lib/analytics/ad-hoc'
import { isFigure } from '@/lib/analytics/presentation'
import type { Cell } from '@/lib/connectors/tabular'
import { type Format, formatDuration, formatExact, formatNumber } from '@/lib/platform/format'

type Props = {
  asked: Extract<AskedStatement, { ok: true }>
  /** As it was asked: what is taken away is the answer to this. */
  sql: string
  mayExport: boolean
  format: Format
}

/** The rows as the engine wrote them, exact, with the types of the columns, and how they are cut. */
export function SqlAnswer({ asked, sql, mayExport, format }: Props) {
  const { answer, elapsedMs, engine, askedAt } = asked
  const count = formatNumber(answer.rows.length, format)
  const rows = answer.rows.length === 1 ? '1 row' : `${count} rows`
  return (
    <Card label="Answer">
      <CardHeader
        title="Answer"
        meta={`${answer.cut === null ? rows : `The first ${rows}`} · ${formatDuration(elapsedMs, format)} · ${engine} · as of ${formatExact(askedAt, format)}`}
        actions={mayExport && answer.rows.length > 0 ? <TakeAway sql={sql} /> : undefined}
      />
      {answer.cut === null ? null : (
        <div className="p-4 pb-2">
          <Callout tone="warning" title={`There is more than these ${count} rows`}>
            {cutWords(answer, mayExport, format)}
          </Callout>
        </div>
      )}
      {answer.rows.length === 0 ? (
        <EmptyState title="No rows">The statement was answered, and nothing fits what was asked.</EmptyState>
      ) : (
        <CardBody flush>
          <Rows answer={answer} />
        </CardBody>
      )}
    </Card>
  )
}

function cutWords({ cut }: StatementAnswer, mayExport: boolean, format: Format): string {
  const bound = cut === 'rows' ? 'So many are shown at most.' : 'They are cut by their size.'
  const most = formatNumber(AD_HOC_ROWS.export, format)
  return mayExport ? `${bound} As CSV you get up to ${most}.` : `${bound} Ask for less, or for a sum.`
}

/** Posted: a statement does not belong into an address. */
function TakeAway({ sql }: { sql: string }) {
  return (
    <form action="/analytics/sql/csv" method="post" className="print-hidden">
      <input type="hidden" name="sql" value={sql} />
      <Button type="submit" size="sm">
        <Icon name="download" size={14} />
        Export CSV
      </Button>
    </form>
  )
}

function Rows({ answer: { columns, rows } }: { answer: StatementAnswer }) {
  return (
    <Table label="Rows of the answer" className="max-h-[70vh] overflow-y-auto">
      <Thead>
        {columns.map((column, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, and they never move
          <Th key={index} numeric={isFigure(column)}>
            {column.name}
            <span className="block font-mono text-xs font-normal text-text-muted">{column.nativeType}</span>
          </Th>
        ))}
      </Thead>
      <Tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own, and they never move
          <Tr key={index}>
            {columns.map((column, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as the columns
              <Td key={place} numeric={isFigure(column)}>
                <Value cell={row[place]} />
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** Nothing is rounded, grouped or moved to a time zone: these are the engine's own values. */
function Value({ cell }: { cell: Cell | undefined }) {
  if (cell === null || cell === undefined) return <span className="text-text-muted italic">NULL</span>
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
  if (text === '') return <span className="text-text-muted italic">empty</span>
  if (text.length <= 200) return text
  return (
    <details>
      <summary className="cursor-pointer">{`${text.slice(0, 200)}…`}</summary>
      <span className="block max-w-[60ch] break-words whitespace-pre-wrap">{text}</span>
    </details>
  )
}
