import 'server-only'
import { cookies } from 'next/headers'
import { currentViewer, pageCtx } from '@/lib/access/loaders'
import type { Right, Theme } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { NAV_COOKIE } from '../model'

/** Who reads, for the shell: how it looks to them, and what it may offer. */
export async function loadShell(): Promise<{
  /** `roles`: by name, as people know them. */
  reader: { name: string; email: string | null; theme: Theme; roles: string[] }
  navWidth: 'wide' | 'narrow'
  holds: (right: Right) => boolean
}> {
  const ctx = await pageCtx()
  const { name, email, theme } = ctx.user
  const known = (await currentViewer())?.roles
  return {
    reader: { name, email, theme, roles: ctx.roles.map((key) => known?.get(key)?.name ?? key) },
    navWidth: (await cookies()).get(NAV_COOKIE)?.value === 'narrow' ? 'narrow' : 'wide',
    holds: (right) => canSome(ctx.actor, right),
  }
}
