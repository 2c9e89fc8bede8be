import { Suspense } from 'react'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { formatCell } from '@/lib/analytics/presentation'
import type { Format } from '@/lib/platform/format'

type Props = {
  query: Pick<QueryView, 'chart' | 'columns'>
  ask: () => Promise<QueryAnswer | null>
  format: Format
}

/** A pinned query's figure beside its title. It comes when it comes: nothing waits for an engine. */
export function HomeFigure(props: Props) {
  return (
    <Suspense fallback="…">
      <Asked {...props} />
    </Suspense>
  )
}

async function Asked({ query, ask, format }: Props) {
  const answer = await ask()
  if (answer === null) return 'no answer now'
  const index = answer.columns.findIndex(({ name }) => name === query.chart?.y)
  const column = answer.columns[index]
  if (column === undefined) return null
  const words = formatCell(answer.rows[0]?.[index], column, query.columns.get(column.name), format)
  return <span className="font-medium text-text tabular-nums">{words}</span>
}
