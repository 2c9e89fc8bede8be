import { type Format, formatExact, formatRelative } from '@/lib/platform/format'
import { Tooltip } from './tooltip'

/** A moment relative to now; the exact one with its zone on hover. `now` comes from the server: nothing is guessed here. */
export function RelativeTime({ at, now, format }: { at: Date; now: Date; format: Format }) {
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, format)} className="whitespace-nowrap">
      {formatRelative(at, now, format)}
    </time>
  )
}

/** The age of what came from elsewhere, and from where. The exact moment shows on hover and focus. */
export function AsOf({
  at,
  source,
  format,
  now = new Date(),
}: {
  at: Date | null
  source: string
  format: Format
  now?: Date
}) {
  if (at === null) return <span className="text-sm text-text-muted">Never read from {source}</span>
  return (
    <Tooltip text={formatExact(at, format)}>
      <span className="text-sm text-text-muted">
        {source}, as of <time dateTime={at.toISOString()}>{formatRelative(at, now, format)}</time>
      </span>
    </Tooltip>
  )
}
