import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * What a request to an address reaches. `inside`: this machine or the network round it, for which somebody must have
 * allowed it. `never`: what is no host that people read pages from, whatever is allowed: link-local addresses (where clouds
 * hand out credentials), multicast, reserved ranges, and addresses that carry another one in them.
 */
export type Reach = 'public' | 'inside' | 'never'

const INSIDE = new Set(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal'])
/** What the internet's registries give out; addresses such as `::127.0.0.1`, which mean another one, are outside of it. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')
/** A cloud's own service on a public address: it tells a machine of itself (Azure's "wire server"). */
const CLOUD_SERVICES = new Set(['168.63.129.16'])

/** @param address as a look-up answers it; anything that is not one reaches nothing. */
export function reachOf(address: string): Reach {
  // A zone (`fe80::1%eth0`) is of this machine, and so is what it names.
  const kind = isIP(address)
  if (kind === 0 || address.includes('%')) return 'never'
  // In groups of hexadecimal figures, so that `::127.0.0.1` is not taken for `::ffff:127.0.0.1`, which is 127.0.0.1 to whoever
  // connects.
  const parsed = ipaddr.process(kind === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address)
  const range = parsed.range()
  if (INSIDE.has(range)) return 'inside'
  if (range !== 'unicast' || CLOUD_SERVICES.has(parsed.toString())) return 'never'
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6) ? 'public' : 'never'
}
