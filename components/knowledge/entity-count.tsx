import { RelativeTime } from '@/components/ui/time'
import type { KbDatabaseSummary } from '@/lib/knowledge/model'
import { formatNumber } from '@/lib/platform/format'
import type { Moment } from './space-state'

/** How many entities a database holds, and when that was told. */
export function EntityCount({
  database: { entityCount, countedAt },
  now,
  format,
}: { database: Pick<KbDatabaseSummary, 'entityCount' | 'countedAt'> } & Moment) {
  if (entityCount === null || countedAt === null) return 'Not known'
  return (
    <>
      {formatNumber(entityCount, format)}
      <span className="text-text-muted">
        , counted <RelativeTime at={countedAt} now={now} format={format} />
      </span>
    </>
  )
}
