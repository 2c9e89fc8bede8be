import { Badge } from '@/components/ui/badge'
import { DescriptionList } from '@/components/ui/description-list'
import { AsOf } from '@/components/ui/time'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { type Format, formatDuration, formatNumber } from '@/lib/platform/format'

type Props = { query: QueryView; answer: QueryAnswer; format: Format }

/** Where an answer comes from, how long it took, how much of it there is and which rows it was asked over. */
export function AnswerFacts({ query, answer, format }: Props) {
  const { rows, truncated, elapsedMs, engine, asOf } = answer
  return (
    <DescriptionList
      items={[
        { term: 'As of', value: <AsOf at={asOf} source={engine} format={format} /> },
        { term: 'Data', value: freshnessWords(query) },
        { term: 'Tables', value: <code>{query.sources.join(', ')}</code> },
        { term: 'Time taken', value: formatDuration(elapsedMs, format) },
        {
          term: 'Rows',
          value: truncated ? (
            <span className="inline-flex flex-wrap items-center gap-2">
              The first {formatNumber(rows.length, format)}
              <Badge tone="warning">cut here; the export has all</Badge>
            </span>
          ) : (
            formatNumber(rows.length, format)
          ),
        },
        { term: 'Your rows', value: rowsWords(query) },
      ]}
    />
  )
}

function freshnessWords({ freshness }: QueryView): string {
  return freshness.kind === 'static' ? 'Does not change' : `Wanted no older than ${freshness.text}`
}

function rowsWords({ access }: QueryView): string {
  return access.reach === 'all' ? 'All' : `Only of ${access.productGroups.join(', ')}`
}
