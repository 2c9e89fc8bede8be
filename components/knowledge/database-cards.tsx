import { RelativeTime } from '@/components/ui/time'
import type { KbDatabaseSummary } from '@/lib/knowledge/model'
import { formatNumber } from '@/lib/platform/format'
import { FiberyLink } from './database-table'
import type { Moment } from './space-state'

type Props = { spaceSlug: string; label: string; databases: KbDatabaseSummary[] } & Moment

/** The databases of a space, a card each: what it is for, how much is in it, and where it is in the workspace. */
export function DatabaseCards({ spaceSlug, label, databases, ...moment }: Props) {
  return (
    <ul className="grid gap-3 p-4 sm:grid-cols-2 xl:grid-cols-3" aria-label={label}>
      {databases.map((database) => (
        <li key={database.slug} className="min-w-0 rounded-md border border-border p-3">
          <DatabaseCard database={database} href={`/kb/${spaceSlug}/${database.slug}`} {...moment} />
        </li>
      ))}
    </ul>
  )
}

function DatabaseCard({
  database,
  href,
  now,
  format,
}: { database: KbDatabaseSummary; href: string } & Moment) {
  const { name, description, fields, entityCount, countedAt, firstSeenAt } = database
  return (
    <div className="grid h-full content-start gap-1">
      <div className="flex min-h-6 items-baseline gap-2">
        <Swatch color={database.color} />
        <h3 className="min-w-0 font-medium break-words">
          <a className="text-link" href={href}>
            <bdi>{name}</bdi>
          </a>
        </h3>
        <span className="ml-auto shrink-0 text-sm print:hidden">
          <FiberyLink database={database} />
        </span>
      </div>
      {description === '' ? null : (
        <p className="line-clamp-3 break-words text-text-muted" title={description}>
          <bdi>{description}</bdi>
        </p>
      )}
      <p className="text-sm text-text-muted tabular-nums">
        {fields === 1 ? '1 field' : `${formatNumber(fields, format)} fields`}
        {entityCount === null || countedAt === null ? null : (
          <>
            , {entityCount === 1 ? '1 entity' : `${formatNumber(entityCount, format)} entities`} counted{' '}
            <RelativeTime at={countedAt} now={now} format={format} />
          </>
        )}
      </p>
      <p className="text-sm text-text-muted">
        First seen <RelativeTime at={firstSeenAt} now={now} format={format} />
      </p>
    </div>
  )
}

/** The colour that the workspace gives it: an ornament, and nothing else tells of it. */
function Swatch({ color }: { color: string | null }) {
  if (color === null || !/^#[0-9a-f]{3,8}$/i.test(color)) return null
  return (
    <svg width={10} height={10} viewBox="0 0 10 10" aria-hidden="true" className="shrink-0">
      <rect width={10} height={10} rx={2} fill={color} />
    </svg>
  )
}
