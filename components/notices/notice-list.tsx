import { clsx } from 'clsx'
import { Badge } from '@/components/ui/badge'
import { RelativeTime } from '@/components/ui/time'
import type { Notice } from '@/lib/notices/model'
import type { Format } from '@/lib/platform/format'

type Shown = Notice & { title: string; href: string }

/** What the reader is told, the newest first; what they have not read is marked in words. */
export function NoticeList({
  notices,
  now,
  format,
}: {
  notices: readonly Shown[]
  now: Date
  format: Format
}) {
  return (
    <ol>
      {notices.map((notice) => (
        <li
          key={notice.id}
          className={clsx(
            'grid gap-0.5 border-b border-border px-4 py-2.5 last:border-b-0',
            notice.readAt === null && 'bg-surface-sunken',
          )}
        >
          <p className="flex flex-wrap items-center gap-2">
            <a className="text-link font-medium" href={notice.href}>
              {notice.title}
            </a>
            {notice.readAt === null ? <Badge tone="accent">New</Badge> : null}
          </p>
          <p className="break-words whitespace-pre-line">
            {notice.kind === 'product.changed' ? `Changed: ${notice.words}` : notice.words}
          </p>
          <p className="text-sm text-text-muted">
            {notice.kind === 'product.mistake' ? 'Mistake reported by ' : 'By '}
            {notice.from ?? 'the portal'}, <RelativeTime at={notice.at} now={now} format={format} />
          </p>
        </li>
      ))}
    </ol>
  )
}
