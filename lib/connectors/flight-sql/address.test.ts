import { describe, expect, it } from 'vitest'
import { chooseLocation, parseFlightAddress } from './address'

describe('the address of a Flight server', () => {
  it.each([
    ['grpc://dremio.example:32010', { host: 'dremio.example', port: 32_010, tls: false }],
    ['grpc+tcp://dremio.example', { host: 'dremio.example', port: 32_010, tls: false }],
    ['grpc+tls://data.dremio.cloud:443', { host: 'data.dremio.cloud', port: 443, tls: true }],
    ['grpc+tls://[::1]:443/', { host: '[::1]', port: 443, tls: true }],
  ])('is read: %s', (text, address) => {
    expect(parseFlightAddress(text)).toEqual(address)
  })

  it.each([
    ...[
      '',
      'dremio.example:32010',
      'https://dremio.example',
      'grpc+unix:///tmp/x',
      'grpc://',
      'grpc://host:99999',
    ],
    ...['grpc://user:secret@host:1', 'grpc://host:1/path', 'grpc://host:1?x=1'],
  ])('is refused: %s', (text) => {
    expect(parseFlightAddress(text)).toBeNull()
  })
})

describe('where a ticket is redeemed', () => {
  const own = { host: 'dremio.example', port: 443, tls: true }

  it.each([
    [[]],
    [['arrow-flight-reuse-connection://?']],
    [['grpc+tls://dremio.example:443', 'grpc://other:1']],
  ])('is where it was given: %j', (uris) => {
    expect(chooseLocation(own, uris)).toBeNull()
  })

  it('may be another port of the same host', () => {
    expect(chooseLocation(own, ['grpc+tls://dremio.example:444'])).toEqual({ ...own, port: 444 })
  })

  it.each([
    [['grpc+tls://elsewhere.example:443']],
    [['grpc://dremio.example:443']],
    [['https://bucket.example/part']],
  ])('is never another host, nor without TLS where there was TLS: %j', (uris) => {
    expect(() => chooseLocation(own, uris)).toThrow(/other place/)
  })
})
