import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'
import { EmptyState } from '@/components/ui/states'
import { type AnswerView, answerViewHref } from '@/lib/analytics/answer-page'
import { toChartData } from '@/lib/analytics/chart-points'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import type { Format } from '@/lib/platform/format'
import { AnswerFacts } from './answer-facts'
import { AnswerRows } from './answer-rows'
import { AnswerState } from './answer-state'
import { Chart } from './chart'
import { Figure } from './figure'

/** On a desk the table stands beside chart and facts; on a phone chart, table and facts follow one another. */
const GRID = 'grid items-start gap-4 xl:grid-cols-[minmax(0,11fr)_minmax(0,9fr)] xl:grid-rows-[auto_1fr]'

type Props = { query: QueryView; answer: QueryAnswer; format: Format }

type Asked = {
  /** The query's parameters as they stand in the address. */
  search: string
  view: AnswerView
  now: Date
}

/** An answer: how old it is, figure or chart, the table beside it, and where it comes from. */
export function Answer({ search, now, view, ...props }: Props & Asked) {
  const path = `/analytics/${props.query.key}`
  return (
    <div className="grid gap-3">
      <AnswerState answer={props.answer} search={search} now={now} format={props.format} />
      <Contents {...props} view={view} hrefFor={(wanted) => answerViewHref(path, search, wanted)} />
    </div>
  )
}

type Looked = { view: AnswerView; hrefFor: (view: AnswerView) => string }

function Contents({ query, answer, format, view, hrefFor }: Props & Looked) {
  if (answer.rows.length === 0) return <NoRows query={query} answer={answer} format={format} />
  const chart = toChartData(query, answer, format)
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
      <AnswerRows
        {...{ query, answer, view, hrefFor, format }}
        className="xl:col-start-2 xl:row-span-2 xl:row-start-1"
      />
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
