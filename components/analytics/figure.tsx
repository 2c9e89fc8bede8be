import { clsx } from 'clsx'
import { Icon } from '@/components/ui/icon'
import { compareFigures } from '@/lib/analytics/comparison'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { formatCell, formatFigure, labelOf } from '@/lib/analytics/presentation'
import { type Format, formatNumber } from '@/lib/platform/format'

type Props = { query: Pick<QueryView, 'chart' | 'columns'>; answer: QueryAnswer; format: Format }

/** A single figure, large, and beside what it is compared with. `compact`: beside others. */
export function Figure({ query, answer, format, compact = false }: Props & { compact?: boolean }) {
  const index = answer.columns.findIndex(({ name }) => name === query.chart?.y)
  const column = answer.columns[index]
  if (column === undefined) return null
  return (
    <div className={clsx('grid gap-1', !compact && 'px-4 py-6')}>
      <p className="text-sm text-text-muted">{labelOf(column.name, query.columns)}</p>
      <p
        className={clsx(
          'leading-tight font-semibold tracking-[-0.02em] tabular-nums break-words',
          compact ? 'text-[26px]' : 'text-[34px]',
        )}
      >
        {formatCell(answer.rows[0]?.[index], column, query.columns.get(column.name), format)}
      </p>
      <Compared query={query} answer={answer} format={format} figure={answer.rows[0]?.[index]} />
    </div>
  )
}

const LOOKS = {
  more: { icon: 'arrow-up', word: 'more' },
  less: { icon: 'arrow-down', word: 'less' },
  same: { icon: 'check', word: 'the same' },
} as const

function Compared({
  query,
  answer,
  format,
  figure,
}: Props & { figure: QueryAnswer['rows'][number][number] | undefined }) {
  const index = answer.columns.findIndex(({ name }) => name === query.chart?.comparison)
  const column = answer.columns[index]
  if (column === undefined) return null
  const other = answer.rows[0]?.[index]
  const compared = compareFigures(figure, other)
  const look = query.columns.get(column.name)
  const beside = `${labelOf(column.name, query.columns)}: ${formatCell(other, column, look, format)}`
  if (compared === null) return <p className="text-sm text-text-muted">{beside}</p>
  const { icon, word } = LOOKS[compared.direction]
  const by = formatFigure(compared.difference, look?.decimals, format)
  const percent =
    compared.percent === null ? '' : ` (${formatNumber(Math.round(compared.percent * 10) / 10, format)} %)`
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-sm tabular-nums">
      <span className="inline-flex items-center gap-1 font-medium">
        <Icon name={icon} size={14} />
        {compared.direction === 'same' ? word : `${by}${percent} ${word}`}
      </span>
      <span className="text-text-muted">{beside}</span>
    </p>
  )
}
