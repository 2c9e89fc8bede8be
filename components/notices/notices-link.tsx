'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { MOST_COUNTED, type Unread } from '@/lib/notices/model'

const STALE_MS = 60_000

/**
 * The way to the notices, with how many are unread. The shell stays while one goes from page to page, so what it was given
 * grows old: it is asked for anew when it did, and on the page of the notices itself.
 */
export function NoticesLink({ unread }: { unread: Unread }) {
  const path = usePathname()
  const [heard, setHeard] = useState(unread)
  const known = heard.at > unread.at ? heard : unread
  const asked = useRef({ at: unread.at, path })
  useEffect(() => {
    asked.current.at = Math.max(asked.current.at, unread.at)
  }, [unread.at])
  useEffect(() => {
    const { at, path: before } = asked.current
    if (path === before) return
    asked.current.path = path
    if (path !== '/notices' && Date.now() - at < STALE_MS) return
    asked.current.at = Date.now()
    fetch('/notices/unread')
      .then(async (answer) => {
        if (answer.ok) setHeard(await answer.json())
      })
      .catch(() => {
        // Asked again from the next page.
      })
  }, [path])
  const { count } = known
  const shown = count > MOST_COUNTED ? `${MOST_COUNTED}+` : String(count)
  return (
    <a href="/notices" className="notices-link" aria-current={path === '/notices' ? 'page' : undefined}>
      <Icon name="bell" size={18} />
      <span className="sr-only">{count === 0 ? 'Notices' : `Notices, ${shown} unread`}</span>
      {count === 0 ? null : (
        <span className="notices-count" aria-hidden="true">
          {shown}
        </span>
      )}
    </a>
  )
}
