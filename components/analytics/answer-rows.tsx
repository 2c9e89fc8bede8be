import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { FilterChip } from '@/components/ui/filter-chip'
import { Pagination } from '@/components/ui/pagination'
import { type AnswerView, answerPage, PAGE_SIZES } from '@/lib/analytics/answer-page'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { labelOf } from '@/lib/analytics/presentation'
import { type Format, formatNumber } from '@/lib/platform/format'
import { AnswerTable } from './answer-table'

type Props = {
  query: QueryView
  answer: QueryAnswer
  view: AnswerView
  hrefFor: (view: AnswerView) => string
  format: Format
  className?: string
}

/** The rows of an answer, a page of them in the order asked for; how many there are and how they are cut. */
export function AnswerRows({ query, answer, view, hrefFor, format, className }: Props) {
  const count = answer.rows.length
  const { rows, page, pages, from, to } = answerPage(answer.columns, answer.rows, view)
  const sorted = view.sort !== null && answer.columns.some(({ name }) => name === view.sort?.column)
  return (
    <Card label="Table" className={className}>
      <CardHeader
        title="Table"
        meta={`${formatNumber(count, format)}${answer.truncated ? '+' : ''} ${count === 1 ? 'row' : 'rows'}`}
        actions={
          sorted && view.sort !== null ? (
            <FilterChip
              label="Sorted by"
              value={labelOf(view.sort.column, query.columns)}
              removeHref={hrefFor({ ...view, page: 1, sort: null })}
            />
          ) : undefined
        }
      />
      <CardBody flush>
        <AnswerTable {...{ query, answer, rows, view, hrefFor, format }} />
      </CardBody>
      {count <= PAGE_SIZES[0] ? null : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-border px-4 py-2">
          <div className="min-w-0 flex-1 basis-64">
            <Pagination
              {...{ from, to, total: count, capped: answer.truncated, locale: format.locale }}
              noun="rows"
              previousHref={page > 1 ? hrefFor({ ...view, page: page - 1 }) : undefined}
              nextHref={page < pages ? hrefFor({ ...view, page: page + 1 }) : undefined}
            />
          </div>
          <PageSizes view={view} hrefFor={hrefFor} />
        </div>
      )}
    </Card>
  )
}

function PageSizes({ view, hrefFor }: Pick<Props, 'view' | 'hrefFor'>) {
  return (
    <nav aria-label="Rows on a page" className="print-hidden flex items-center gap-1 text-sm text-text-muted">
      Rows on a page
      {PAGE_SIZES.map((size) =>
        size === view.size ? (
          <span key={size} aria-current="true" className="px-1.5 font-semibold text-text">
            {size}
          </span>
        ) : (
          <a
            key={size}
            href={hrefFor({ ...view, size, page: 1 })}
            data-scroll="keep"
            className="text-link inline-flex min-h-6 items-center px-1.5 max-sm:min-h-11"
          >
            {size}
          </a>
        ),
      )}
    </nav>
  )
}
