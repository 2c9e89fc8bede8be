import { EmptyState } from '@/components/ui/states'
import { RelativeTime } from '@/components/ui/time'
import type { AuditEvent } from '@/lib/audit/model'
import type { Format } from '@/lib/platform/format'
import { type ProductStatus, STATUS_LABELS } from '@/lib/products/model'

const FIELD_LABELS: Record<string, string> = {
  name: 'name',
  description: 'description',
  status: 'status',
  groupCode: 'group',
  tags: 'tags',
}

/** Who changed what, the latest first. */
export function ProductHistory({
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
            <span className="font-medium">{event.actor.name ?? 'Somebody erased'}</span>{' '}
            <span className="text-text-muted">
              {event.action === 'product.updated' ? 'changed' : event.action},{' '}
              <RelativeTime at={event.at} now={now} format={format} />
            </span>
          </p>
          <ul className="mt-0.5 grid gap-0.5 text-sm">
            {Object.entries(event.changes).map(([field, change]) => (
              <li key={field} className="break-words">
                <span className="text-text-muted">{FIELD_LABELS[field] ?? field}: </span>
                <del className="text-text-muted">{valueText(field, change.before)}</del>
                <span aria-hidden="true"> → </span>
                <ins className="no-underline">{valueText(field, change.after)}</ins>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}

function valueText(field: string, value: unknown): string {
  if (value === null || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (field === 'status') return STATUS_LABELS[value as ProductStatus] ?? String(value)
  return String(value)
}
