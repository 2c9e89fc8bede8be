import { describe, expect, it } from 'vitest'
import { createOpenIdClient } from './client'

const ISSUER = 'https://id.example'

/** A provider whose discovery works and whose userinfo and token endpoints answer as told. */
function clientOver(answer: (path: string) => Promise<Response> | Response) {
  const asked: string[] = []
  const client = createOpenIdClient({
    issuer: ISSUER,
    insecure: false,
    clientId: 'portal',
    clientSecret: 'secret',
    clock: () => 1_000_000,
    fetch: async (input) => {
      const { pathname } = new URL(String(input instanceof Request ? input.url : input))
      asked.push(pathname)
      if (pathname.includes('openid-configuration')) {
        return Response.json({
          issuer: ISSUER,
          userinfo_endpoint: `${ISSUER}/me`,
          token_endpoint: `${ISSUER}/token`,
        })
      }
      return await answer(pathname)
    },
  })
  return { client, asked, userInfo: () => client.fetchUserInfo('token', 'me', AbortSignal.timeout(100)) }
}

describe('asking an OpenID provider for a person', () => {
  it('gives the claims, and reads the discovery document once', async () => {
    const { userInfo, asked } = clientOver(() => Response.json({ sub: 'me', groups: ['a'] }))
    expect(await userInfo()).toMatchObject({ sub: 'me', groups: ['a'] })
    await userInfo()
    expect(asked).toEqual(['/.well-known/openid-configuration', '/me', '/me'])
  })

  it.each([
    [
      'no connection',
      () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })),
      { layer: 'unreachable', detail: 'ECONNREFUSED', retryable: true },
    ],
    [
      'no answer in time',
      () => Promise.reject(new DOMException('late', 'TimeoutError')),
      { layer: 'timeout', retryable: true },
    ],
    [
      'a failing server',
      () => new Response('', { status: 503 }),
      { layer: 'http', code: 'SERVER_ERROR', status: 503 },
    ],
    [
      'a refused token',
      () =>
        new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }),
      { layer: 'http', code: 'UNAUTHORIZED', status: 401 },
    ],
    [
      'a web page',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      { layer: 'protocol', code: 'WRONG_CONTENT_TYPE' },
    ],
    [
      'half an answer',
      () => new Response('{"sub":', { headers: { 'content-type': 'application/json' } }),
      { layer: 'protocol', code: 'NOT_JSON' },
    ],
    ['somebody else', () => Response.json({ sub: 'other' }), { layer: 'validation', code: 'SHAPE' }],
  ] as const)('tells %s apart', async (_name, answer, expected) => {
    await expect(clientOver(answer).userInfo()).rejects.toMatchObject({
      name: 'ConnectorError',
      system: 'openid',
      operation: 'fetchUserInfo',
      ...expected,
    })
  })
})

describe('renewing tokens', () => {
  const renew = (body: object, status = 200) =>
    clientOver(() => Response.json(body, { status })).client.fetchTokens('old', AbortSignal.timeout(100))

  it('gives the new ones, and keeps the old refresh token where no new one comes', async () => {
    const tokens = { access_token: 'a', token_type: 'Bearer', expires_in: 60 }
    expect(await renew(tokens)).toEqual({ accessToken: 'a', refreshToken: 'old', expiresAt: 1_060 })
    expect(await renew({ ...tokens, refresh_token: 'new' })).toMatchObject({ refreshToken: 'new' })
  })

  it('fails where the refresh token is dead, without a word of it', async () => {
    const failure = renew({ error: 'invalid_grant', error_description: 'old is dead' }, 400)
    await expect(failure).rejects.toMatchObject({
      layer: 'http',
      status: 400,
      detail: 'invalid_grant',
      retryable: false,
    })
    await expect(failure).rejects.not.toThrow(/old/)
  })
})
