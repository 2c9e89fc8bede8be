import ipaddr from 'ipaddr.js'

type Range = ReturnType<typeof ipaddr.parseCIDR>
/** `usual`: 80 and 443. */
type Ports = number | 'usual' | 'any'

/** Places inside the network that somebody allows: a name (and, with a star, all below it) or a range of addresses. */
export type HostRule =
  | { kind: 'name'; name: string; below: boolean; ports: Ports }
  | { kind: 'range'; range: Range; ports: Ports }

/** Where a connection would go. `hostname` as `URL` gives it, `address` as it was looked up. */
export type Endpoint = { hostname: string; port: number; address: string }

const ENTRY = /^(?<host>\[[^\]]+\]|[^:[\]]+)(?::(?<port>\d{1,5}|\*))?$/
const NAME = /^(?:\*\.)?(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/
const LOOKS_LIKE_ADDRESS = /^[\d./]+$|^\[|^0x/i

/**
 * Reads `wiki.example, *.corp.example, 10.20.0.0/16, [fd00::/8]:8080, intern:*`.
 * @returns the rules, or what is wrong with the text in words that follow the variable's name.
 */
export function parseHostRules(text: string): HostRule[] | { problem: string } {
  const rules: HostRule[] = []
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '') continue
    const rule = parseRule(entry)
    if (rule === null) {
      return {
        problem: `must list hosts, *.domains, addresses or ranges, IPv6 in [brackets], each with a :port or :* if need be; “${entry.slice(0, 80)}” is none`,
      }
    }
    rules.push(rule)
  }
  return rules
}

function parseRule(entry: string): HostRule | null {
  const { host, port } = ENTRY.exec(entry)?.groups ?? {}
  if (host === undefined) return null
  const ports = port === undefined ? 'usual' : port === '*' ? 'any' : Number(port)
  if (typeof ports === 'number' && (ports < 1 || ports > 65_535)) return null
  if (LOOKS_LIKE_ADDRESS.test(host)) {
    const range = parseRange(host.replace(/^\[|\]$/g, ''))
    return range === null ? null : { kind: 'range', range, ports }
  }
  if (!NAME.test(host)) return null
  const below = host.startsWith('*.')
  return { kind: 'name', name: below ? host.slice(2) : host, below, ports }
}

function parseRange(text: string): Range | null {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text)
    // In four parts only: `10.1` means another address to those who know and to those who do not.
    if (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text)) return null
    const address = ipaddr.parse(text)
    return [address, address.kind() === 'ipv4' ? 32 : 128] as Range
  } catch {
    return null
  }
}

/** True when a rule names this place. */
export function isAllowedBy(rules: readonly HostRule[], endpoint: Endpoint): boolean {
  return rules.some((rule) => allowsPort(rule.ports, endpoint.port) && names(rule, endpoint))
}

function allowsPort(ports: Ports, port: number): boolean {
  return ports === 'any' || (ports === 'usual' ? port === 80 || port === 443 : ports === port)
}

function names(rule: HostRule, { hostname, address }: Endpoint): boolean {
  if (rule.kind === 'name') {
    const name = hostname.toLowerCase().replace(/\.$/, '')
    return rule.below ? name.endsWith(`.${rule.name}`) : name === rule.name
  }
  if (!ipaddr.isValid(address)) return false
  const found = ipaddr.process(address)
  const [network, bits] = rule.range
  return found.kind() === network.kind() && found.match(network, bits)
}
