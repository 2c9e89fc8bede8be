/** Where a Flight server listens. */
export type FlightAddress = { host: string; port: number; tls: boolean }

const SCHEMES: Record<string, boolean> = { 'grpc:': false, 'grpc+tcp:': false, 'grpc+tls:': true }
const DEFAULT_PORT = 32_010

/**
 * `grpc+tls://data.dremio.cloud:443`, `grpc://dremio.example:32010` (`grpc+tcp` is the same without TLS).
 * Answers null for anything else: another scheme, a path, a user or a query in it.
 */
export function parseFlightAddress(text: string): FlightAddress | null {
  const url = URL.parse(text)
  const tls = url === null ? undefined : SCHEMES[url.protocol]
  if (url === null || tls === undefined || url.hostname === '') return null
  const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  if (!bare || (url.pathname !== '' && url.pathname !== '/')) return null
  return { host: url.hostname, port: url.port === '' ? DEFAULT_PORT : Number(url.port), tls }
}

export function addressText({ host, port }: FlightAddress): string {
  return `${host}:${port}`
}

const REUSE = /^arrow-flight-reuse-connection:/

/**
 * Where the ticket of an endpoint is redeemed: null stands for the server that gave it. Only the same host is gone to, and
 * never from TLS to none: the account goes along.
 * @throws a text that says why, for a location that none of this allows
 */
export function chooseLocation(own: FlightAddress, uris: readonly string[]): FlightAddress | null {
  if (uris.length === 0 || uris.some((uri) => REUSE.test(uri))) return null
  const places = uris.map(parseFlightAddress).filter((place) => place !== null)
  const near = places.filter(({ host, tls }) => host === own.host && (tls || !own.tls))
  if (near.some(({ port }) => port === own.port)) return null
  const [first] = near
  if (first !== undefined) return first
  throw new RangeError(
    `rows stand at ${uris.length} other place(s), none of them this server: ${schemesOf(uris)}`,
  )
}

function schemesOf(uris: readonly string[]): string {
  return [...new Set(uris.map((uri) => uri.split(':', 1)[0] ?? ''))].join(', ')
}
