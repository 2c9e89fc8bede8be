import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'
import { EmptyState } from '@/components/ui/states'
import { toChartData } from '@/lib/analytics/chart-points'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { type Format, formatNumber } from '@/lib/platform/format'
import { AnswerFacts } from './answer-facts'
import { AnswerState } from './answer-state'
import { AnswerTable } from './answer-table'
import { Chart } from './chart'
import { Figure } from './figure'

/** On a desk the table stands beside chart and facts; on a phone chart, table and facts follow one another. */
const GRID = 'grid items-start gap-4 xl:grid-cols-[minmax(0,11fr)_minmax(0,9fr)] xl:grid-rows-[auto_1fr]'

type Props = { query: QueryView; answer: QueryAnswer; format: Format }

/** An answer: how old it is, figure or chart, the table beside it, and where it comes from. */
export function Answer({ search, now, ...props }: Props & { search: string; now: Date }) {
  return (
    <div className="grid gap-3">
      <AnswerState answer={props.answer} search={search} now={now} format={props.format} />
      <Contents {...props} />
    </div>
  )
}

function Contents({ query, answer, format }: Props) {
  if (answer.rows.length === 0) return <NoRows query={query} answer={answer} format={format} />
  const chart = toChartData(query, answer, format)
  const count = answer.rows.length
  const isFigure = query.chart?.kind === 'figure'
  return (
    <div className={GRID}>
      {isFigure || chart !== null ? (
        <Card label={isFigure ? 'Figure' : 'Chart'}>
          {isFigure ? <Figure query={query} answer={answer} format={format} /> : null}
          {chart === null ? null : (
            <CardBody>
              <Chart data={chart} locale={format.locale} id={query.key} />
            </CardBody>
          )}
        </Card>
      ) : null}
      <Card label="Table" className="xl:col-start-2 xl:row-span-2 xl:row-start-1">
        <CardHeader title="Table" meta={count === 1 ? '1 row' : `${formatNumber(count, format)} rows`} />
        <CardBody flush>
          <AnswerTable query={query} answer={answer} format={format} />
        </CardBody>
      </Card>
      <Facts query={query} answer={answer} format={format} />
    </div>
  )
}

function Facts(props: Props) {
  return (
    <Card label="About this answer">
      <CardHeader title="About this answer" />
      <CardBody>
        <AnswerFacts {...props} />
      </CardBody>
    </Card>
  )
}

function NoRows({ query, answer, format }: Props) {
  return (
    <div className="grid gap-4">
      <Card>
        <EmptyState title="No rows">
          {query.access.reach === 'all'
            ? 'The query was answered, and nothing fits what was asked.'
            : `Nothing fits among the product groups that you may see: ${query.access.productGroups.join(', ')}.`}
        </EmptyState>
      </Card>
      <Facts query={query} answer={answer} format={format} />
    </div>
  )
}

export function AnswerSkeleton() {
  return (
    <div className={GRID}>
      <Card>
        <CardBody>
          <Skeleton className="h-[260px] w-full" />
        </CardBody>
      </Card>
      <Card className="xl:col-start-2 xl:row-span-2 xl:row-start-1">
        <CardHeader title="Table" />
        <SkeletonRows rows={8} label="the answer" />
      </Card>
    </div>
  )
}
