import { NextRequest, type NextResponse } from 'next/server'
import { auth0 } from '@/lib/access/auth0'
import { resolveViewer, type Viewer } from '@/lib/access/service/resolve-viewer'
import { readSessionCookie, sessionKey } from '@/lib/access/session-cookie'

export const PORTAL = 'http://localhost:4290'
const SECRET = 'f'.repeat(64)

/** A browser in as much as sign-in needs one: cookies by host and port, redirects by hand. */
export class Browser {
  readonly jar = new Map<string, Map<string, string>>()

  cookies(url: URL): Map<string, string> {
    const known = this.jar.get(url.host) ?? new Map<string, string>()
    this.jar.set(url.host, known)
    return known
  }

  async go(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address)
    const jar = this.cookies(url)
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response =
      url.origin === PORTAL
        ? await portal(url, { ...init, headers })
        : await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      const gone = attributes.some((one) => /max-age=0|expires=thu, 01 jan 1970/i.test(one.trim()))
      if (gone) jar.delete(name)
      else jar.set(name, pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }

  /** Follows redirects until something other than one is answered, or `until` is reached. */
  async follow(address: string, until: (url: string) => boolean = () => false) {
    let at = address
    let response = await this.go(at)
    for (let hops = 0; hops < 12 && response.headers.has('location'); hops++) {
      at = new URL(response.headers.get('location') ?? '', at).toString()
      if (until(at)) break
      response = await this.go(at)
    }
    return { at, response }
  }

  async signIn(login: string, returnTo = '/products'): Promise<string> {
    const form = await this.follow(`${PORTAL}/auth/login?returnTo=${encodeURIComponent(returnTo)}`)
    const answered = await this.go(form.at, { method: 'POST', body: new URLSearchParams({ login }) })
    const next = new URL(answered.headers.get('location') ?? '', form.at).toString()
    const { at } = await this.follow(next, (url) => url.startsWith(PORTAL) && !url.includes('/auth/'))
    return at
  }

  async key(): Promise<string | null> {
    const id = await readSessionCookie(this.cookies(new URL(PORTAL)).get('pergola_session'), SECRET)
    return id === null ? null : sessionKey(id)
  }
}

/** The portal's sign-in routes, as the address `PORTAL` would answer. */
export async function portal(url: URL, init: RequestInit): Promise<NextResponse> {
  return await auth0().middleware(new NextRequest(url, init as ConstructorParameters<typeof NextRequest>[1]))
}

/** Whom the portal takes the browser for. */
export async function viewerOf(browser: Browser): Promise<Viewer | null> {
  const key = await browser.key()
  return key === null ? null : await resolveViewer(key, { now: new Date(), requestId: 'test-request' })
}
