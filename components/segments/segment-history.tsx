import { EmptyState } from '@/components/ui/states'
import { RelativeTime } from '@/components/ui/time'
import { type AuditEvent, actorWords } from '@/lib/audit/model'
import type { Format } from '@/lib/platform/format'

const ACTION_WORDS: Record<string, string> = {
  'segment.created': 'made it',
  'segment.updated': 'changed it',
  'segment.moved': 'moved it',
  'segment.archived': 'archived it',
  'segment.restored': 'brought it back',
  'segment.imported': 'imported it',
  'segment.synced': 'brought it from Fibery',
  'segment.released': 'took it over into the portal',
  'product.segments.updated': 'changed them',
}

const FIELD_LABELS: Record<string, string> = {
  parentCode: 'stands below',
  ownerId: 'owner',
  gone: 'gone there',
}

/** Who changed what, the latest first. */
export function SegmentHistory({
  events,
  now,
  format,
}: {
  events: readonly AuditEvent[]
  now: Date
  format: Format
}) {
  if (events.length === 0) {
    return (
      <EmptyState icon="history" title="No changes yet">
        <p>Changes made in the portal show here, with who made them.</p>
      </EmptyState>
    )
  }
  return (
    <ol>
      {events.map((event) => (
        <li key={event.id} className="border-b border-border px-4 py-2.5 last:border-b-0">
          <p>
            <span className="font-medium">{actorWords(event.actor)}</span>{' '}
            <span className="text-text-muted">
              {ACTION_WORDS[event.action] ?? event.action},{' '}
              <RelativeTime at={event.at} now={now} format={format} />
            </span>
          </p>
          <ul className="mt-0.5 grid gap-0.5 text-sm">
            {Object.entries(event.changes).map(([field, { before, after }]) => (
              <li key={field} className="break-words">
                <span className="text-text-muted">{FIELD_LABELS[field] ?? field}: </span>
                {isNothing(before) ? null : (
                  <>
                    <del className="text-text-muted">
                      <bdi>{toText(before)}</bdi>
                    </del>
                    <span aria-hidden="true"> → </span>
                  </>
                )}
                <ins className="no-underline">
                  <bdi>{toText(after)}</bdi>
                </ins>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function toText(value: unknown): string {
  if (isNothing(value)) return 'none'
  return Array.isArray(value) ? value.join(', ') : String(value)
}
