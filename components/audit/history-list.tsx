import { RelativeTime } from '@/components/ui/time'
import { type AuditEvent, toChangeLines } from '@/lib/audit/model'
import type { Format } from '@/lib/platform/format'
import { ChangeList } from './change-list'

/** What was done to one record, newest first: for its history card. */
export function HistoryList({
  events,
  now,
  format,
}: {
  events: readonly AuditEvent[]
  now: Date
  format: Format
}) {
  if (events.length === 0) return <p className="text-text-muted">Nothing has been changed here yet.</p>
  return (
    <ol className="grid gap-3">
      {events.map((event) => (
        <li key={event.id} className="grid gap-0.5">
          <p className="text-sm">
            <span className="font-medium">{event.actor.name ?? event.actor.id}</span>{' '}
            <span className="font-mono text-xs">{event.action}</span>{' '}
            <span className="text-text-muted">
              <RelativeTime at={event.at} now={now} format={format} />
            </span>
          </p>
          <div className="text-sm">
            <ChangeList lines={toChangeLines(event)} format={format} />
          </div>
        </li>
      ))}
    </ol>
  )
}
