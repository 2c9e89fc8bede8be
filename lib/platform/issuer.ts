/**
 * The OpenID issuer that AUTH0_DOMAIN names: `tenant.eu.auth0.com`, `id.example.com/realms/x`, a whole https address, or
 * `localhost:PORT/path`, which alone may be plain http.
 */
export type Issuer = { url: string; insecure: boolean }

/**
 * @returns the issuer, or what is wrong with the value in words that follow the variable's name. The limits are those of
 * `@auth0/nextjs-auth0`, which would otherwise throw at the first request: a host name, never an address or `.local`.
 */
export function parseIssuer(value: string): Issuer | { problem: string } {
  const written = /^https?:\/\//i.test(value)
    ? value
    : `${/^localhost([:/]|$)/i.test(value) ? 'http' : 'https'}://${value}`
  if (!URL.canParse(written)) return { problem: 'must be a host name such as tenant.eu.auth0.com' }
  const url = new URL(written)
  if (url.search || url.hash || url.username || url.password)
    return { problem: 'must be a host name, with a path at most' }
  if (/^[\d.]+$/.test(url.hostname) || url.hostname.startsWith('['))
    return { problem: 'must name its host: an IP address is not accepted' }
  if (url.hostname.endsWith('.local')) return { problem: 'must not be a .local name' }
  const local = url.hostname === 'localhost'
  if (url.protocol === 'http:' && !local)
    return { problem: 'must use https: plain http is for localhost only' }
  const path = url.pathname === '/' ? '/' : url.pathname.replace(/\/+$/, '')
  return { url: `${url.origin}${path}`, insecure: url.protocol === 'http:' }
}
