import { EmptyState } from '@/components/ui/states'
import { RelativeTime } from '@/components/ui/time'
import { type AuditEvent, actorWords } from '@/lib/audit/model'
import type { Format } from '@/lib/platform/format'
import { changedWords, type Product, type ProductStatus, STATUS_LABELS } from '@/lib/products/model'
import { sourceName } from '@/lib/synced/model'

const ACTION_WORDS: Record<string, string> = {
  'product.created': 'made the product',
  'product.updated': 'changed',
  'product.archived': 'archived the product',
  'product.restored': 'restored the product',
  'product.versionRestored': 'restored an earlier version',
  'product.released': 'took it over into the portal',
  'product.fileAdded': 'added a file',
  'product.fileRemoved': 'removed a file',
  'product.figurePinned': 'pinned a figure',
  'product.figureChanged': 'changed a pinned figure',
  'product.figureUnpinned': 'unpinned a figure',
}

type Props = {
  /** Newest first. */
  events: readonly AuditEvent[]
  /** Names what changed, and the pages of its versions. */
  product: Pick<Product, 'code' | 'attributes' | 'source'>
  /** What the group asks for: names attributes that the product has no value of. */
  asked: readonly { key: string; label: string }[]
  now: Date
  format: Format
}

/** Who changed what from what to what, the latest first, each with the version that it made. */
export function ProductHistory({ events, product, asked, now, format }: Props) {
  if (events.length === 0) {
    return (
      <EmptyState icon="history" title="No changes yet">
        <p>Changes made in the portal show here, with who made them.</p>
      </EmptyState>
    )
  }
  const labels = new Map([...product.attributes, ...asked].map(({ key, label }) => [key, label]))
  return (
    <ol>
      {events.map((event) => (
        <li key={event.id} className="border-b border-border px-4 py-2.5 last:border-b-0">
          <p>
            <span className="font-medium">{actorWords(event.actor)}</span>{' '}
            <span className="text-text-muted">
              {actionWords(event.action, product)}, <RelativeTime at={event.at} now={now} format={format} />
              <VersionLink event={event} code={product.code} />
            </span>
          </p>
          <ul className="mt-0.5 grid gap-0.5 text-sm">
            {Object.entries(event.changes)
              .filter(([field]) => field !== 'version')
              .map(([field, change]) => (
                <li key={field} className="break-words">
                  <span className="text-text-muted">{changedWords([field], labels)}: </span>
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

function actionWords(action: string, { source }: Pick<Product, 'source'>): string {
  if (action === 'product.synced')
    return `brought it from ${source === 'portal' ? 'elsewhere' : sourceName(source)}`
  return ACTION_WORDS[action] ?? action
}

function VersionLink({ event, code }: { event: AuditEvent; code: string }) {
  const version = event.changes.version?.after
  if (typeof version !== 'number') return null
  return (
    <>
      ,{' '}
      <a className="text-link" href={`/products/${encodeURIComponent(code)}/history/${version}`}>
        version {version}
      </a>
    </>
  )
}

function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (field === 'status') return STATUS_LABELS[value as ProductStatus] ?? String(value)
  return String(value)
}
