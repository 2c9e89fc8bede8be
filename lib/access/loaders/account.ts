import 'server-only'
import { env } from '@/lib/platform/env'
import { currentViewer, type PageCtx, pageCtx } from '../loaders'
import type { GivenRole, OwnSession } from '../model'
import { type Explained, explainOwnRights } from '../service/explain-rights'
import { listOwnSessions } from '../service/revoke-sessions'

export type AccountPage = Explained & {
  ctx: PageCtx
  given: GivenRole[]
  /** The provider could not be asked for too long: roles by group do not count at present. */
  groupsLapsed: boolean
  sessions: OwnSession[]
  /** As saved; null is the portal's own. */
  preferences: Preferences<string | null>
  portal: Preferences<string>
  timeZones: string[]
}

type Preferences<T> = { timeZone: T; locale: T }

export async function loadAccount(): Promise<AccountPage> {
  const ctx = await pageCtx()
  const viewer = await currentViewer()
  const given = viewer?.given ?? []
  const [explained, sessions] = await Promise.all([
    explainOwnRights(ctx, { given }),
    listOwnSessions(ctx, { currentKey: viewer?.sessionKey ?? '' }),
  ])
  const { timeZone = null, locale = null } = viewer?.user ?? {}
  const groupsLapsed = viewer?.groupsLapsed ?? false
  return {
    ctx,
    given,
    groupsLapsed,
    sessions,
    preferences: { timeZone, locale },
    portal: { timeZone: env().PERGOLA_TIME_ZONE, locale: env().PERGOLA_LOCALE },
    timeZones: timeZonesWith(timeZone),
    ...explained,
  }
}

/** Those that this server knows, and the one that was chosen on another. */
function timeZonesWith(chosen: string | null): string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return chosen === null || known.includes(chosen) ? known : [chosen, ...known]
}
