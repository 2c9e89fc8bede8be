import { describe, expect, it } from 'vitest'
import { type HostRule, isAllowedBy, parseHostRules } from './host-rules'

function rules(text: string): HostRule[] {
  const parsed = parseHostRules(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed
}

function allows(text: string, hostname: string, port: number, address = '10.0.0.5'): boolean {
  return isAllowedBy(rules(text), { hostname, port, address })
}

describe('a name', () => {
  it('allows that host alone, whatever its case and the dot at its end, on the usual ports', () => {
    expect(allows('Wiki.Example', 'wiki.example', 80)).toBe(true)
    expect(allows('wiki.example', 'wiki.example.', 443)).toBe(true)
    expect(allows('wiki.example', 'a.wiki.example', 80)).toBe(false)
    expect(allows('wiki.example', 'otherwiki.example', 80)).toBe(false)
    expect(allows('wiki.example', 'wiki.example', 22)).toBe(false)
  })

  it('with a star allows all below it, and not the name itself', () => {
    expect(allows('*.corp.example', 'a.b.corp.example', 80)).toBe(true)
    expect(allows('*.corp.example', 'corp.example', 80)).toBe(false)
    expect(allows('*.corp.example', 'evilcorp.example', 80)).toBe(false)
  })

  it('with a port allows that port alone, and with a star any', () => {
    expect(allows('wiki.example:8080', 'wiki.example', 8080)).toBe(true)
    expect(allows('wiki.example:8080', 'wiki.example', 80)).toBe(false)
    expect(allows('wiki.example:*', 'wiki.example', 9)).toBe(true)
  })
})

describe('a range', () => {
  it('allows the addresses in it, whatever the name that leads there', () => {
    expect(allows('10.0.0.0/8', 'x.test', 80, '10.200.1.1')).toBe(true)
    expect(allows('10.0.0.0/8', 'x.test', 80, '11.0.0.1')).toBe(false)
    expect(allows('[fd00::/8]:8080', 'x.test', 8080, 'fd12::1')).toBe(true)
    expect(allows('[fd00::/8]', 'x.test', 80, '10.0.0.1')).toBe(false)
  })

  it('meets an IPv4 address written as IPv6 too', () => {
    expect(allows('10.0.0.5', 'x.test', 80, '::ffff:10.0.0.5')).toBe(true)
    expect(allows('10.0.0.5', 'x.test', 80, '::ffff:10.0.0.6')).toBe(false)
  })

  it('is not met by what is no address', () => {
    expect(allows('10.0.0.0/8', 'x.test', 80, 'no address')).toBe(false)
  })
})

it.each(['', ' , ,'])('“%s” allows nothing', (text) => {
  expect(rules(text)).toEqual([])
})

it.each([
  'https://wiki.example',
  'wiki.example/path',
  '10.0.0.0/33',
  '10.1',
  '0x7f.0.0.1',
  'fd00::/8',
  '[fd00::/129]',
  '[nonsense]',
  '*',
  '*.',
  'a.*.example',
  'wiki.example:0',
  'wiki.example:99999',
  'wiki.example:http',
  'user@wiki.example',
])('“%s” is refused in words', (text) => {
  expect(parseHostRules(text)).toEqual({ problem: expect.stringContaining('must list hosts') })
})
