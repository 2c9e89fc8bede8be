import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { navigationFor } from '@/components/layout/nav-items'
import { Shell } from '@/components/layout/shell'
import { NAV_COOKIE } from '@/components/layout/shell-cookies'
import { pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'

/** The shell of every page for signed-in people. It hides what a reader may not open; the lock is in the services. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const ctx = await pageCtx()
  const narrow = (await cookies()).get(NAV_COOKIE)?.value === 'narrow'
  const { name, email, theme } = ctx.user
  return (
    <Shell
      groups={navigationFor((right) => canSome(ctx.actor, right))}
      reader={{ name, email, theme, roles: ctx.roles }}
      navWidth={narrow ? 'narrow' : 'wide'}
    >
      {children}
    </Shell>
  )
}
