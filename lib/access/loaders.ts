import 'server-only'
import { randomUUID } from 'node:crypto'
import { cookies, headers } from 'next/headers'
import { forbidden, notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { env } from '@/lib/platform/env'
import { AppError, isAppError } from '@/lib/platform/errors'
import { noteUser } from '@/lib/platform/request-log'
import type { Ctx, Right, Theme, UserId } from './model'
import { requireRight } from './service'
import { resolveViewer, type Viewer } from './service/resolve-viewer'
import { readSessionCookie, sessionCookieName, sessionKey } from './session-cookie'

/** The reader as pages show them; time zone and locale are the portal's own until they have chosen. */
export type PageUser = {
  id: UserId
  name: string
  email: string | null
  theme: Theme
  timeZone: string
  locale: string
}

export type PageCtx = Ctx & { user: PageUser; roles: string[] }

/** Set at the socket for every request (lib/platform/request-log.ts). */
const REQUEST_ID_HEADER = 'x-request-id'

export const currentRequestId = cache(async (): Promise<string> => {
  return (await headers()).get(REQUEST_ID_HEADER) ?? randomUUID()
})

/** Who asks, once a request; null when nobody is signed in. A disabled person is a viewer without any right. */
export const currentViewer = cache(async (): Promise<Viewer | null> => {
  const name = sessionCookieName(env().APP_BASE_URL)
  const sessionId = await readSessionCookie((await cookies()).get(name)?.value, env().AUTH0_SECRET)
  if (sessionId === null) return null
  const viewer = await resolveViewer(sessionKey(sessionId), {
    now: new Date(),
    requestId: await currentRequestId(),
  })
  if (viewer !== null) noteUser(viewer.user.id)
  return viewer
})

/** The context of a viewer's request. */
export function toPageCtx(viewer: Viewer, requestId: string): PageCtx {
  const { id, name, email, theme, timeZone, locale } = viewer.user
  return {
    actor: viewer.actor,
    requestId,
    now: () => new Date(),
    user: {
      id,
      name,
      email,
      theme,
      timeZone: timeZone ?? env().PERGOLA_TIME_ZONE,
      locale: locale ?? env().PERGOLA_LOCALE,
    },
    roles: [...new Set(viewer.given.map((given) => given.roleKey))],
  }
}

/**
 * The gate of a page, before anything streams. Not signed in: to the sign-in and back. Disabled, or without the right
 * on any record: the 403 page.
 */
export async function pageCtx(right?: Right): Promise<PageCtx> {
  const viewer = await currentViewer()
  if (viewer === null) redirect(await signInPath())
  if (viewer.disabled) forbidden()
  const ctx = toPageCtx(viewer, await currentRequestId())
  if (right !== undefined) {
    try {
      await requireRight(ctx, right)
    } catch (error) {
      if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
      throw error
    }
  }
  return ctx
}

/**
 * The context of a server action.
 * @throws AppError UNAUTHENTICATED, ACCOUNT_DISABLED, DATABASE_UNAVAILABLE
 */
export async function requestCtx(): Promise<PageCtx> {
  const viewer = await currentViewer()
  if (viewer === null) throw new AppError('UNAUTHENTICATED')
  if (viewer.disabled) throw new AppError('ACCOUNT_DISABLED')
  return toPageCtx(viewer, await currentRequestId())
}

/** What a loader found, or the 404 page: the same for a record that is not there and one out of reach. */
export async function orNotFound<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') notFound()
    throw error
  }
}

async function signInPath(): Promise<string> {
  const path = (await headers()).get(PATH_HEADER)
  const returnTo = path?.startsWith('/') && !path.startsWith('//') ? path : '/'
  return `/auth/login?returnTo=${encodeURIComponent(withoutRsc(returnTo))}`
}

/** Next marks its own requests for a page's data: the browser is to come back to the page. */
function withoutRsc(path: string): string {
  const url = new URL(path, 'http://portal')
  url.searchParams.delete('_rsc')
  return url.pathname + url.search
}
