import type { ReactNode } from 'react'
import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'

export type HomeItem = {
  icon: IconName
  iconClass?: string
  title: string
  href: string
  note: ReactNode
  at: Date | null
}

/** Lines of a block of the home page: what it is, a word about it, and when. */
export function HomeList({ items, now, format }: { items: readonly HomeItem[]; now: Date; format: Format }) {
  return (
    <ul>
      {items.map((item) => (
        <li
          key={`${item.href} ${item.title}`}
          className="relative flex min-h-11 items-center gap-3 border-b border-border px-4 py-1.5 last:border-b-0 hover:bg-surface-hover"
        >
          <Icon name={item.icon} className={item.iconClass ?? 'text-text-muted'} />
          <div className="min-w-0 flex-1 sm:flex sm:items-baseline sm:gap-2">
            <a
              href={item.href}
              className="min-w-0 font-medium break-words after:absolute after:inset-0 sm:max-w-[75%] sm:shrink-0"
            >
              <bdi>{item.title}</bdi>
            </a>
            <p className="min-w-0 text-sm sm:truncate text-text-muted">{item.note}</p>
          </div>
          {item.at === null ? null : (
            <span className="relative shrink-0 text-sm text-text-muted">
              <RelativeTime at={item.at} now={now} format={format} />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
