import { describe, expect, it } from 'vitest'
import { parseIssuer } from './issuer'

describe('AUTH0_DOMAIN', () => {
  it.each([
    ['tenant.eu.auth0.com', 'https://tenant.eu.auth0.com/', false],
    ['https://id.example.com/realms/pergola/', 'https://id.example.com/realms/pergola', false],
    ['id.example.com:8443/realms/x', 'https://id.example.com:8443/realms/x', false],
    ['localhost:4000/oidc', 'http://localhost:4000/oidc', true],
    ['http://localhost:8181/realms/pergola', 'http://localhost:8181/realms/pergola', true],
  ])('%s names the issuer %s', (value, url, insecure) => {
    expect(parseIssuer(value)).toEqual({ url, insecure })
  })

  it.each([
    ['http://id.example.com', /https/],
    ['10.0.0.7', /IP address/],
    ['http://127.0.0.1:4000', /IP address/],
    ['https://[::1]/', /IP address/],
    ['id.local', /\.local/],
    ['https://id.example.com/?x=1', /path at most/],
    ['not a host', /host name/],
  ])('%s is refused in words', (value, words) => {
    expect(parseIssuer(value)).toEqual({ problem: expect.stringMatching(words) })
  })
})
