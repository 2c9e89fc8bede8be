import { describe, expect, it } from 'vitest'
import { addressesIn, toLinkAddress } from './address'

describe('toLinkAddress', () => {
  it('is one for all ways of writing an address', () => {
    const keys = [
      'https://EXAMPLE.com/a b',
      'https://example.com:443/a%20b',
      'HTTPS://example.com/a b#part',
    ].map((text) => toLinkAddress(text)?.key)
    expect(new Set(keys).size).toBe(1)
    expect(toLinkAddress('https://example.com/a%20B')?.key).not.toBe(keys[0])
  })

  it('leaves the part after # to the browser, and keeps the query', () => {
    expect(toLinkAddress('https://example.com/?a=1#x')).toMatchObject({
      url: 'https://example.com/?a=1',
      host: 'example.com',
    })
  })

  it('names the address that odd notations of IPv4 mean', () => {
    const hosts = ['http://2130706433/', 'http://0177.0.0.1/', 'http://0x7f.1/', 'http://127.1/'].map(
      (text) => toLinkAddress(text)?.host,
    )
    expect(hosts).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.1'])
  })

  it.each(['javascript:alert(1)', 'ftp://example.com', 'file:///etc/passwd', '/products/A', 'https://', ''])(
    '“%s” is none',
    (text) => {
      expect(toLinkAddress(text)).toBeNull()
    },
  )
})

describe('addressesIn', () => {
  it('finds addresses in a text without the marks round them', () => {
    const text =
      'See https://a.example/x, (https://b.example/y), <https://c.example/z>; “http://d.example/w”. Or https://e.example!'
    expect(addressesIn(text)).toEqual([
      'https://a.example/x',
      'https://b.example/y',
      'https://c.example/z',
      'http://d.example/w',
      'https://e.example',
    ])
  })

  it('keeps brackets that belong to the address', () => {
    expect(addressesIn('https://en.example/wiki/Cheese_(food) and [https://f.example/a[1]]')).toEqual([
      'https://en.example/wiki/Cheese_(food)',
      'https://f.example/a[1]',
    ])
  })

  it('names each once, and so many at most', () => {
    const text = Array.from({ length: 80 }, (_, n) => `https://a.example/${n} https://a.example/${n}`).join(
      ' ',
    )
    expect(addressesIn(text)).toHaveLength(50)
  })

  it('is quick with a text made to be slow', () => {
    expect(addressesIn(`https://${'a'.repeat(1_000)}${'.'.repeat(5_000)}`)).toHaveLength(1)
    expect(addressesIn(`https://a.example/${'('.repeat(2_000)}${')'.repeat(2_000)}`)).toHaveLength(1)
  })

  it('finds nothing where there is no host', () => {
    expect(addressesIn('https:// and http://[ and mailto:a@b.example')).toEqual([])
  })
})
