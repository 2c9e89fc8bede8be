import { describe, expect, it } from 'vitest'
import { reachOf } from './addresses'

describe('reachOf', () => {
  it.each(['93.184.216.34', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    '%s is public',
    (address) => {
      expect(reachOf(address)).toBe('public')
    },
  )

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'all of 127/8'],
    ['::1', 'loopback in IPv6'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.100.100.200', "a cloud's metadata in that range"],
    ['fd12:3456::1', 'a unique local address'],
    ['fd00:ec2::254', "a cloud's metadata in that range"],
    ['::ffff:127.0.0.1', 'loopback, mapped'],
    ['::ffff:a00:1', '10.0.0.1, mapped and in hexadecimal'],
    ['0:0:0:0:0:ffff:c0a8:0101', '192.168.1.1, mapped and written out'],
  ])('%s is inside: %s', (address) => {
    expect(reachOf(address)).toBe('inside')
  })

  it.each([
    ['169.254.169.254', "clouds' metadata, link-local"],
    ['::ffff:169.254.169.254', 'the same, mapped'],
    ['168.63.129.16', "a cloud's own service on a public address"],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['0.0.0.0', 'this host'],
    ['::', 'this host'],
    ['255.255.255.255', 'broadcast'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['192.0.0.192', "a cloud's metadata in a reserved range"],
    ['198.18.0.1', 'for benchmarks'],
    ['203.0.113.7', 'for documents'],
    ['240.0.0.1', 'reserved'],
    ['::127.0.0.1', 'an IPv4 address in the old compatible form'],
    ['64:ff9b::7f00:1', '127.0.0.1 behind NAT64'],
    ['2002:7f00:1::', '127.0.0.1 by 6to4'],
    ['2001:0:7f00:1::', 'Teredo'],
    ['2001:db8::1', 'for documents'],
    ['4000::1', 'outside of what is given out'],
    ['2130706433', 'no address as a look-up answers it'],
    ['localhost', 'no address'],
    ['', 'nothing'],
  ])('%s is never asked: %s', (address) => {
    expect(reachOf(address)).toBe('never')
  })
})
