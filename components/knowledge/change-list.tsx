import type { ReactNode } from 'react'
import { Card, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import { RelativeTime } from '@/components/ui/time'
import type { KbChange } from '@/lib/knowledge/discovery-diff'
import type { KbChangeEntry } from '@/lib/knowledge/model'
import { formatDate, formatNumber } from '@/lib/platform/format'
import type { Moment } from './space-state'

/** What changed, a card a day in the reader's zone. */
export function ChangeList({ entries, now, format }: { entries: KbChangeEntry[] } & Moment) {
  const days = Map.groupBy(entries, ({ at }) => formatDate(at, format))
  return (
    <div className="grid gap-4">
      {[...days].map(([day, ofDay]) => (
        <Card key={day} label={day}>
          <CardHeader title={day} />
          <ul className="divide-y divide-border">
            {ofDay.map((entry) => (
              <li key={`${entry.space.slug} ${entry.at.toISOString()}`} className="grid gap-1 px-4 py-3">
                <Entry entry={entry} now={now} format={format} />
              </li>
            ))}
          </ul>
        </Card>
      ))}
    </div>
  )
}

function Entry({ entry, now, format }: { entry: KbChangeEntry } & Moment) {
  const { space, first, count, changes } = entry
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2">
        <a className="text-link font-medium" href={`/kb/${space.slug}`}>
          <bdi>{space.name}</bdi>
        </a>
        <span className="text-sm text-text-muted">
          {first
            ? 'read for the first time'
            : count === 1
              ? '1 change'
              : `${formatNumber(count, format)} changes`}
          , <RelativeTime at={entry.at} now={now} format={format} />
        </span>
      </p>
      {first ? (
        <p>
          {count === 1 ? '1 database was found.' : `${formatNumber(count, format)} databases were found.`}
        </p>
      ) : (
        <ul className="grid gap-0.5">
          {changes.map((change) => (
            <Change key={JSON.stringify(change)} change={change} />
          ))}
        </ul>
      )}
      {!first && changes.length < count ? (
        <p className="text-sm text-text-muted">
          and {formatNumber(count - changes.length, format)} more, which are not shown here
        </p>
      ) : null}
    </>
  )
}

function Change({ change }: { change: KbChange }) {
  const { icon, words } = told(change)
  return (
    <li className="flex items-baseline gap-2">
      <Icon name={icon} size={12} className="translate-y-0.5 text-text-muted" />
      <span className="min-w-0 break-words">{words}</span>
    </li>
  )
}

const ICONS: Record<string, IconName> = {
  added: 'plus',
  returned: 'rotate-ccw',
  gone: 'archive',
  renamed: 'pencil',
  retyped: 'git-compare',
}

function told(change: KbChange): { icon: IconName; words: ReactNode } {
  const icon = ICONS[change.kind.slice(change.kind.indexOf('.') + 1)] ?? 'info'
  const database = <b className="font-medium">{<bdi>{change.database}</bdi>}</b>
  switch (change.kind) {
    case 'database.added':
      return {
        icon,
        words: (
          <>
            {database} is new, with {change.fields} fields
          </>
        ),
      }
    case 'database.returned':
      return {
        icon,
        words: (
          <>
            {database} is back, with {change.fields} fields
          </>
        ),
      }
    case 'database.gone':
      return { icon, words: <>{database} is gone, or no longer visible to the portal's account</> }
    case 'database.renamed':
      return {
        icon,
        words: (
          <>
            {database} was called <bdi>{change.before}</bdi> before
          </>
        ),
      }
    case 'database.retyped':
      return {
        icon,
        words: (
          <>
            {database}: read as <code>{change.after}</code>, before as <code>{change.before}</code>
          </>
        ),
      }
    default:
      return {
        icon,
        words: (
          <>
            {database}: {toldOfField(change)}
          </>
        ),
      }
  }
}

type FieldChange = Extract<KbChange, { field: string }>

function toldOfField(change: FieldChange): ReactNode {
  const field = <code>{change.field}</code>
  switch (change.kind) {
    case 'field.added':
      return (
        <>
          new field {field}, <code>{change.type}</code>
        </>
      )
    case 'field.returned':
      return (
        <>
          field {field} is back, <code>{change.type}</code>
        </>
      )
    case 'field.gone':
      return <>field {field} is gone</>
    case 'field.renamed':
      return (
        <>
          field <code>{change.before}</code> is now called {field}
        </>
      )
    case 'field.retyped':
      return (
        <>
          field {field} is now <code>{change.after}</code>, before <code>{change.before}</code>
        </>
      )
  }
}
