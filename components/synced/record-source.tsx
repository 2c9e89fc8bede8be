import { Badge } from '@/components/ui/badge'
import { AsOf, RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import { type Sourced, sourceName, sourceTitle } from '@/lib/synced/model'

/** Where a record comes from, how old that is, and what of it that is. `fields`: its synced fields in words. */
export function RecordSource({
  record: { source, asOf, goneAt },
  fields,
  now,
  format,
}: {
  record: Sourced
  fields: readonly string[]
  now: Date
  format: Format
}) {
  if (source === 'portal') return 'Kept in the portal'
  const name = sourceName(source)
  return (
    <>
      {goneAt === null ? (
        <AsOf at={asOf} source={sourceTitle(source)} now={now} format={format} />
      ) : (
        <>
          Gone from {name}, or no longer visible to the portal’s account, since{' '}
          <RelativeTime at={goneAt} now={now} format={format} />
        </>
      )}
      {fields.length === 0 ? null : (
        <span className="block text-sm text-text-muted">
          From there, and changed there: {fields.join(', ')}
        </span>
      )}
    </>
  )
}

/** The tombstone of a record that is no longer told. Nothing where it is. */
export function GoneBadge({ record: { source, goneAt } }: { record: Pick<Sourced, 'source' | 'goneAt'> }) {
  if (goneAt === null) return null
  return (
    <Badge tone="warning" icon="triangle-alert">
      Gone from {sourceName(source)}
    </Badge>
  )
}
