import type { ReactNode } from 'react'
import { navigationFor } from '@/components/layout/nav-items'
import { Shell } from '@/components/layout/shell'
import { loadUnread } from '@/lib/notices/loaders'
import { loadShell } from '@/lib/personal/loaders/shell'
import { untilPageIsWritten } from '@/lib/platform/shell-after'

/** The shell of every page for signed-in people. It hides what a reader may not open; the lock is in the services. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const [{ reader, navWidth, holds }, unread] = await Promise.all([loadShell(), loadUnread()])
  await untilPageIsWritten()
  return (
    <Shell groups={navigationFor(holds)} reader={reader} navWidth={navWidth} unread={unread}>
      {children}
    </Shell>
  )
}
