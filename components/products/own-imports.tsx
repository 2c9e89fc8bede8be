import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'
import { RelativeTime } from '@/components/ui/time'
import { type Format, formatNumber } from '@/lib/platform/format'
import { IMPORT_KEPT_DAYS, type ImportState, type ProductImport } from '@/lib/products/import-model'

const STATES: Record<ImportState, { label: string; tone: Tone }> = {
  reading: { label: 'Coming in', tone: 'neutral' },
  mapping: { label: 'Columns to confirm', tone: 'warning' },
  checking: { label: 'Being checked', tone: 'accent' },
  checked: { label: 'To confirm', tone: 'warning' },
  applying: { label: 'Being written', tone: 'accent' },
  done: { label: 'Done', tone: 'success' },
  failed: { label: 'Failed', tone: 'danger' },
}

/** What one sent of late, and how far it is. */
export function OwnImports({
  imports,
  now,
  format,
}: {
  imports: readonly ProductImport[]
  now: Date
  format: Format
}) {
  return (
    <Card label="Your imports">
      <CardHeader title="Your imports" meta={`kept ${IMPORT_KEPT_DAYS} days`} />
      <CardBody flush>
        {imports.length === 0 ? (
          <EmptyState icon="inbox" title="No imports yet">
            <p>Files that you send show here, with how far they are. Nobody else sees them.</p>
          </EmptyState>
        ) : (
          <ul>
            {imports.map((one) => (
              <li
                key={one.id}
                className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-border px-4 py-2 last:border-b-0"
              >
                <a className="text-link min-w-0 break-words" href={`/products/import/${one.id}`}>
                  {one.fileName}
                </a>
                <Badge tone={STATES[one.state].tone}>{STATES[one.state].label}</Badge>
                <span className="ml-auto text-sm text-text-muted">
                  {one.rowCount === 0 ? null : `${formatNumber(one.rowCount, format)} rows, `}
                  <RelativeTime at={one.createdAt} now={now} format={format} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  )
}
