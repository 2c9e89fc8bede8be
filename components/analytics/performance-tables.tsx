import type { ReactNode } from 'react'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { faultsOf, type QueryPerformance, type Ranking, rank, sparedOf } from '@/lib/analytics/performance'
import { type Format, formatDuration, formatNumber } from '@/lib/platform/format'

const ROWS = 10

type Props = {
  queries: readonly QueryPerformance[]
  /** The reader may open the queries themselves. */
  mayOpen: boolean
  format: Format
  now: Date
}

type Measure = { head: string; cell: (query: QueryPerformance) => ReactNode }

/** The first ten by each measure. */
export function PerformanceTables({ queries, mayOpen, format, now }: Props) {
  const number = (value: number) => formatNumber(value, format)
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, format))
  const share = (part: number, whole: number) => `${number(Math.round((part / Math.max(1, whole)) * 100))} %`
  const shown = { queries, mayOpen, format }
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Ranked
        {...shown}
        title="Slowest"
        by="slowest"
        none="No run has given an answer in this time."
        measures={[
          { head: 'p95', cell: ({ p95Ms }) => time(p95Ms) },
          { head: 'Median', cell: ({ p50Ms }) => time(p50Ms) },
          { head: 'Queued, p95', cell: ({ queueP95Ms }) => time(queueP95Ms) },
          { head: 'Runs', cell: ({ runs }) => number(runs) },
        ]}
      />
      <Ranked
        {...shown}
        title="Failing most"
        by="failing"
        none="No run has failed in this time."
        measures={[
          { head: 'Failed', cell: ({ failed }) => number(failed) },
          { head: 'Timed out', cell: ({ timedOut }) => number(timedOut) },
          { head: 'Of its runs', cell: (query) => share(faultsOf(query), query.runs) },
          {
            head: 'Last',
            cell: ({ lastFailureAt: at }) =>
              at === null ? '–' : <RelativeTime at={at} now={now} format={format} />,
          },
        ]}
      />
      <Ranked
        {...shown}
        title="Asked most"
        by="asked"
        none="Nobody has asked a query in this time."
        measures={[
          { head: 'Asked', cell: ({ asks }) => number(asks) },
          { head: 'Readers', cell: ({ readers }) => number(readers) },
          { head: 'Runs', cell: ({ runs }) => number(runs) },
          { head: 'Without one', cell: (query) => share(sparedOf(query), query.asks) },
        ]}
      />
    </div>
  )
}

type RankedProps = Omit<Props, 'now'> & {
  title: string
  by: Ranking
  none: string
  measures: readonly Measure[]
}

function Ranked({ queries, mayOpen, format, title, by, none, measures }: RankedProps) {
  const { first, left } = rank(queries, by, ROWS)
  const meta = left === 0 ? undefined : `the first ${ROWS} of ${formatNumber(first.length + left, format)}`
  return (
    <Card label={title}>
      <CardHeader title={title} meta={meta} />
      {first.length === 0 ? (
        <EmptyState title="None">{none}</EmptyState>
      ) : (
        <CardBody flush>
          <Table label={title}>
            <Thead>
              <Th>Query</Th>
              {measures.map(({ head }) => (
                <Th key={head} numeric>
                  {head}
                </Th>
              ))}
            </Thead>
            <Tbody>
              {first.map((query) => (
                <Tr key={query.key} linked={mayOpen}>
                  <Td mono>
                    {mayOpen ? (
                      <a href={`/analytics/${query.key}`} className="row-link">
                        {query.key}
                      </a>
                    ) : (
                      query.key
                    )}
                  </Td>
                  {measures.map(({ head, cell }) => (
                    <Td key={head} numeric>
                      {cell(query)}
                    </Td>
                  ))}
                </Tr>
              ))}
            </Tbody>
          </Table>
        </CardBody>
      )}
    </Card>
  )
}
