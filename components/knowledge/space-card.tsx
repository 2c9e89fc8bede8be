import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { KbDatabaseSummary, KbSpaceSummary } from '@/lib/knowledge/model'
import { type Format, formatNumber } from '@/lib/platform/format'
import { SpaceLinks } from './space-links'
import { type Moment, SpaceFault, SpaceState } from './space-state'

/** So many databases stand on the card; the space's own page has them all. */
const SHOWN = 24

/** One space: its state and age, where it is in the workspace, and its databases. */
export function SpaceCard({
  space,
  filtered,
  now,
  format,
}: { space: KbSpaceSummary; filtered: boolean } & Moment) {
  const live = space.databases.filter(({ goneAt }) => goneAt === null)
  const href = `/kb/${space.slug}`
  return (
    <Card label={space.name}>
      <CardHeader
        title={
          <a className="text-link" href={href}>
            <bdi>{space.name}</bdi>
          </a>
        }
        meta={<SpaceState space={space} now={now} format={format} />}
      />
      <CardBody className="grid gap-3">
        <SpaceFault space={space} now={now} format={format} />
        <SpaceLinks name={space.name} links={space.links} />
        {live.length === 0 ? (
          <p className="text-text-muted">{emptyWords(space, filtered)}</p>
        ) : (
          <DatabaseLinks databases={live} {...{ href, format }} label={`Databases of ${space.name}`} />
        )}
        <p className="text-sm text-text-muted tabular-nums">
          {live.length > SHOWN ? `${formatNumber(SHOWN, format)} of ` : ''}
          {formatNumber(live.length, format)}{' '}
          {filtered ? `of ${formatNumber(space.liveDatabases, format)} ` : ''}
          {space.liveDatabases === 1 ? 'database' : 'databases'}
          {live.length > SHOWN ? (
            <>
              {' · '}
              <a className="text-link" href={href}>
                Show all
              </a>
            </>
          ) : null}
        </p>
      </CardBody>
    </Card>
  )
}

function emptyWords(space: KbSpaceSummary, filtered: boolean): string {
  if (space.asOf === null) return 'Its databases have not been read yet.'
  return filtered
    ? 'The space itself fits; none of its databases does.'
    : 'It has no databases that the portal may see.'
}

/** How many fields, and how many entities where that is known. */
function countWords({ fields, entityCount }: KbDatabaseSummary, format: Format): string {
  const count = (value: number, noun: [string, string]) =>
    `${formatNumber(value, format)} ${value === 1 ? noun[0] : noun[1]}`
  const ofFields = count(fields, ['field', 'fields'])
  return entityCount === null ? ofFields : `${ofFields}, ${count(entityCount, ['entity', 'entities'])}`
}

function DatabaseLinks({
  databases,
  href,
  label,
  format,
}: {
  databases: KbDatabaseSummary[]
  href: string
  label: string
  format: Format
}) {
  return (
    <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2 xl:grid-cols-3" aria-label={label}>
      {databases.slice(0, SHOWN).map((database) => (
        <li key={database.slug} className="flex min-h-6 min-w-0 items-baseline gap-2">
          <a className="text-link min-w-0 truncate" href={`${href}/${database.slug}`}>
            <bdi>{database.name}</bdi>
          </a>
          <span className="shrink-0 text-sm text-text-muted tabular-nums">
            {countWords(database, format)}
          </span>
        </li>
      ))}
    </ul>
  )
}
