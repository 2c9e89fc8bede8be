import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, isCrossSiteWrite, policyFor } from './security'

function write(
  headers: Record<string, string>,
  { method = 'POST', pathname = '/products/NW-001/edit' } = {},
) {
  return isCrossSiteWrite({ method, headers: new Headers(headers), nextUrl: { pathname } })
}

describe('isCrossSiteWrite', () => {
  it('lets reads through whatever they come from', () => {
    expect(write({ 'sec-fetch-site': 'cross-site' }, { method: 'GET' })).toBe(false)
  })

  it('refuses a write that a browser sends for another site, also a sister site', () => {
    expect(write({ 'sec-fetch-site': 'cross-site' })).toBe(true)
    expect(write({ 'sec-fetch-site': 'same-site' })).toBe(true)
    expect(write({ origin: 'https://evil.example' })).toBe(true)
    expect(write({ origin: 'null' })).toBe(true)
  })

  it('lets the portal write to itself, and programs that are no browser', () => {
    expect(write({ 'sec-fetch-site': 'same-origin' })).toBe(false)
    expect(write({ origin: 'http://localhost:3000' })).toBe(false)
    expect(write({})).toBe(false)
  })

  it("lets the identity provider's back-channel logout in", () => {
    expect(write({ 'sec-fetch-site': 'cross-site' }, { pathname: '/auth/backchannel-logout' })).toBe(false)
  })
})

describe('contentSecurityPolicy', () => {
  it('allows scripts by nonce alone', () => {
    const scripts = contentSecurityPolicy('abc')
      .split('; ')
      .find((directive) => directive.startsWith('script-src'))
    expect(scripts).toBe(`script-src 'self' 'nonce-abc' 'strict-dynamic'`)
  })
})

describe('policyFor', () => {
  it.each([
    '/products/NW-001/files/0199',
    '/products/a%2Fb/files/x?size=small',
    '/products/NW-001/%66iles/x',
  ])('lets %s, which somebody brought, run and load nothing', (path) => {
    expect(policyFor(path, 'abc')).toContain('sandbox;')
    expect(policyFor(path, 'abc')).toContain("default-src 'none'")
  })

  it.each(['/', '/products/NW-001', '/products/NW-001/files', '/products/x/files/y/z', '/%zz'])(
    'gives the page %s the policy of pages',
    (path) => {
      expect(policyFor(path, 'abc')).toBe(contentSecurityPolicy('abc'))
    },
  )
})

describe('what a page may show in a frame', () => {
  const framed = (path: string, settings = {}) =>
    /frame-src [^;]+/.exec(policyFor(path, 'abc', settings))?.[0]

  it('is nothing while no Superset is connected', () => {
    expect(framed('/dashboards/sales')).toBe(`frame-src 'none'`)
  })

  it('is exactly the origin that browsers reach Superset by, on the page of a dashboard alone', () => {
    const settings = {
      SUPERSET_URL: 'http://superset.internal:8088',
      SUPERSET_PUBLIC_URL: 'https://bi.example.com/superset/',
    }
    expect(framed('/dashboards/sales?f.group=Beverages', settings)).toBe('frame-src https://bi.example.com')
    expect(framed('/dashboards/s%61les', settings)).toBe('frame-src https://bi.example.com')
    for (const path of ['/', '/dashboards', '/dashboards/a/b', '/products/NW-001', '/admin/connections']) {
      expect(framed(path, settings)).toBe(`frame-src 'none'`)
    }
  })

  it('is the address that the server asks, where there is no other', () => {
    const settings = { SUPERSET_URL: 'http://bi.example.com:8088/' }
    expect(framed('/dashboards/sales', settings)).toBe('frame-src http://bi.example.com:8088')
  })
})
