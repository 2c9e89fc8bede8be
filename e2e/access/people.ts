import { house, PERSONAS, signIn } from '../session'
import { WHO, type Who } from './who'

/** The cookie header of each person of the tables; an empty one for nobody. */
export type Cookies = Record<Who, string>

export async function signEverybodyIn(): Promise<{
  cookies: Cookies
  userIds: Partial<Record<Who, string>>
}> {
  const cookies: Partial<Cookies> = { none: '' }
  const userIds: Partial<Record<Who, string>> = {}
  for (const who of WHO) {
    if (who === 'none') continue
    const { cookie, userId } = await signIn(PERSONAS[who])
    cookies[who] = `${cookie.name}=${cookie.value}`
    userIds[who] = userId
  }
  return { cookies: cookies as Cookies, userIds }
}

/** Asks the portal without a browser, and follows no redirect. */
export async function ask(path: string, cookie: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${house().baseUrl}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { ...(cookie && { cookie }), origin: house().baseUrl, ...init.headers },
  })
}
