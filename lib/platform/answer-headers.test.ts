import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PATH_HEADER, startAnswerHeaders } from './answer-headers'
import { SECURITY_HEADERS } from './security'

const server = createServer((request, response) => response.end(JSON.stringify(request.headers)))

beforeAll(async () => {
  startAnswerHeaders()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  server.close()
})

async function ask(path = '/', headers: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  const seen = (await response.json()) as Record<string, string | undefined>
  return { answered: response.headers, seen }
}

const nonceOf = (policy: string | null | undefined) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1]

describe('the headers of every answer', () => {
  it('hold a policy whose nonce the page is drawn with, and each time another', async () => {
    const [first, second] = [await ask(), await ask()]
    const policy = first.answered.get('content-security-policy')
    expect(nonceOf(policy)).toMatch(/^[\w+/]{22}==$/)
    expect(first.seen['content-security-policy']).toBe(policy)
    expect(nonceOf(second.answered.get('content-security-policy'))).not.toBe(nonceOf(policy))
  })

  it('hold every security header', async () => {
    const { answered } = await ask()
    for (const [name, value] of SECURITY_HEADERS) expect(answered.get(name)).toBe(value)
  })

  it('take no policy, nonce or path from the one who asks', async () => {
    const { seen, answered } = await ask('/products?q=a', {
      'content-security-policy': `script-src 'nonce-mine'`,
      'content-security-policy-report-only': `script-src 'nonce-mine'`,
      [PATH_HEADER]: '/elsewhere',
    })
    expect(seen['content-security-policy']).toBe(answered.get('content-security-policy'))
    expect(seen['content-security-policy-report-only']).toBeUndefined()
    expect(JSON.stringify(seen)).not.toContain('nonce-mine')
    expect(seen[PATH_HEADER]).toBe('/products?q=a')
  })
})
