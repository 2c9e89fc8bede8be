import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { formatCell, labelOf } from '@/lib/analytics/presentation'
import type { Format } from '@/lib/platform/format'

type Props = { query: Pick<QueryView, 'chart' | 'columns'>; answer: QueryAnswer; format: Format }

/** A single figure, large. */
export function Figure({ query, answer, format }: Props) {
  const index = answer.columns.findIndex(({ name }) => name === query.chart?.y)
  const column = answer.columns[index]
  if (column === undefined) return null
  return (
    <div className="grid gap-1 px-4 py-6">
      <p className="text-sm text-text-muted">{labelOf(column.name, query.columns)}</p>
      <p className="text-[34px] leading-tight font-semibold tracking-[-0.02em] tabular-nums break-words">
        {formatCell(answer.rows[0]?.[index], column, query.columns.get(column.name), format)}
      </p>
    </div>
  )
}
