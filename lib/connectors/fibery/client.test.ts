import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { introspectionOf, realSchemas } from '@/lib/testing/fibery'
import { fiberyClientFor, TEST_TOKEN } from '@/lib/testing/fibery-client'
import { type Answer, json, startHttpServer, type TestHttpServer, text } from '@/lib/testing/http-server'
import type { ConnectorError } from '../errors'
import type { HttpLimits } from '../http'
import { assertRead } from './client'

const SECRET_TEXT = 'a body that must not be logged'

let server: TestHttpServer
let heardBy: ReturnType<typeof fiberyClientFor>

function client(limits: Partial<HttpLimits> = {}, baseUrl = server.url) {
  heardBy = fiberyClientFor(baseUrl, limits)
  return heardBy.client
}

async function failureOf(answer: Answer, limits: Partial<HttpLimits> = {}): Promise<ConnectorError> {
  server.answer(answer)
  return await client(limits)
    .introspectSpace('Things', { requestId: 'r1' })
    .then(
      () => Promise.reject(new Error('it answered')),
      (error: ConnectorError) => error,
    )
}

beforeAll(async () => {
  server = await startHttpServer(json({}))
})
afterAll(() => server.close())
beforeEach(() => {
  server.heard.length = 0
})

describe('asking a space', () => {
  it('posts one introspection without fragments, with the token, to the space with blanks as underscores', async () => {
    server.answer(json(introspectionOf(realSchemas().at(-1)?.sdl ?? '')))
    const { schema } = await client().introspectSpace('Café & Co', { requestId: 'r1' })
    expect(schema.queryType).toBe('Query')
    expect(server.heard).toHaveLength(1)
    const [request] = server.heard
    expect(request?.method).toBe('POST')
    expect(request?.url).toBe('/api/graphql/space/Caf%C3%A9_%26_Co')
    expect(request?.headers.authorization).toBe(`Token ${TEST_TOKEN}`)
    const sent = (JSON.parse(request?.body ?? '') as { query: string }).query
    expect(sent).not.toContain('fragment')
    expect(sent).not.toContain('...')
    expect(sent.match(/ofType/g)).toHaveLength(9)
  })

  it.each(['..', '.', ''])('refuses the name %j, which has no address of its own', async (name) => {
    await expect(client().introspectSpace(name, { requestId: 'r1' })).rejects.toMatchObject({
      code: 'BAD_NAME',
    })
    expect(server.heard).toHaveLength(0)
  })

  it('keeps a hostile name inside its segment', async () => {
    server.answer(json(introspectionOf('type Query { me: String }')))
    await client().introspectSpace('../../commands?x="{}<script>\u202e', { requestId: 'r1' })
    expect(server.heard[0]?.url).toBe(
      '/api/graphql/space/..%2F..%2Fcommands%3Fx%3D%22%7B%7D%3Cscript%3E%E2%80%AE',
    )
  })

  it('cannot be made to send a mutation', () => {
    expect(() => assertRead('query { me { email } }', 'x')).not.toThrow()
    for (const document of ['mutation { things { delete { message } } }', 'query A { a } mutation B { b }']) {
      expect(() => assertRead(document, 'x')).toThrow('NOT_A_READ')
    }
  })
})

describe('each failure has its layer', () => {
  const errors = [{ message: SECRET_TEXT }]
  const { data } = introspectionOf('type Query { findThings: [Thing] } type Thing { id: ID }')
  it.each<[string, Answer, string, string, number]>([
    ['plain-text 401', text('Unauthorized', 401, 'text/plain'), 'http', 'UNAUTHORIZED', 1],
    ['403', text('no', 403, 'text/plain'), 'http', 'FORBIDDEN', 1],
    ['plain-text 429', text('Too Many Requests', 429, 'text/plain'), 'http', 'RATE_LIMITED', 2],
    [
      'a login redirect',
      (_, response) => void response.writeHead(302, { location: '/login' }).end(),
      'http',
      'REDIRECTED',
      1,
    ],
    ['500 with JSON', json({ name: 'entity.error/x', message: SECRET_TEXT }, 500), 'http', 'SERVER_FAULT', 2],
    ['404 with JSON', json({ name: 'nope', message: SECRET_TEXT }, 404), 'http', 'HTTP_STATUS', 1],
    [
      'HTML from a proxy',
      text(`<h1>${SECRET_TEXT}</h1>`, 200, 'text/html'),
      'protocol',
      'WRONG_CONTENT_TYPE',
      1,
    ],
    [
      'HTML from a proxy that is broken',
      text('<h1>Bad gateway</h1>', 502, 'text/html'),
      'http',
      'SERVER_ERROR',
      2,
    ],
    [
      'errors without data, as with introspection turned off',
      json({ errors }),
      'protocol',
      'GRAPHQL_REFUSED',
      1,
    ],
    ['errors beside data', json({ data, errors }), 'protocol', 'GRAPHQL_ERRORS', 1],
    ['no data', json({}), 'protocol', 'NO_DATA', 1],
    ['null data', json({ data: null }), 'protocol', 'NO_DATA', 1],
    ['JSON that is no object', json('"text"'), 'protocol', 'NO_DATA', 1],
    ['JSON that was cut', json(`{"data":{"${SECRET_TEXT}"`), 'protocol', 'NOT_JSON', 1],
    ['an empty 200', json(''), 'protocol', 'NOT_JSON', 1],
    ['another shape', json({ data: { __schema: { types: [{}] } } }), 'validation', 'SHAPE', 1],
    [
      'a root that is not there',
      json({ data: { __schema: { queryType: { name: 'Q' }, types: [] } } }),
      'validation',
      'SHAPE',
      1,
    ],
    ['an answer that never begins', () => {}, 'timeout', 'TIMEOUT', 2],
    [
      'an answer that never ends',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const drip = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(drip))
      },
      'timeout',
      'TIMEOUT',
      2,
    ],
    [
      'a connection cut in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"data":', () => response.socket?.destroy())
      },
      'unreachable',
      'CONNECTION_CUT',
      2,
    ],
    [
      'a connection cut at once',
      (_, response) => response.socket?.destroy(),
      'unreachable',
      'UNREACHABLE',
      2,
    ],
  ])('%s', async (_name, answer, layer, code, requests) => {
    const error = await failureOf(answer)
    expect({ layer: error.layer, code: error.code }).toEqual({ layer, code })
    expect(error.system).toBe('fibery')
    expect(error.operation).toBe('introspectSpace')
    expect(error.retryable).toBe(requests > 1)
    // A read is asked again when that may help, and each attempt waits for its turn.
    expect(server.heard).toHaveLength(requests)
    expect(heardBy.turns()).toBe(requests)
    const everything = heardBy.logged.join('\n') + error.message + JSON.stringify(error) + String(error.stack)
    expect(everything).not.toContain(TEST_TOKEN)
    expect(everything).not.toContain(SECRET_TEXT)
    expect(everything).not.toContain('PergolaIntrospection')
  })

  it('says which code of its own the upstream gave, and not its message', async () => {
    const error = await failureOf(json({ name: 'entity.error/x', message: SECRET_TEXT }, 500))
    expect(error.detail).toBe('status 500, entity.error/x')
  })

  it('a port where nobody listens', async () => {
    const away = await startHttpServer(json({}))
    await away.close()
    await expect(client({}, away.url).introspectSpace('Things', { requestId: 'r1' })).rejects.toMatchObject({
      layer: 'unreachable',
      code: 'UNREACHABLE',
      detail: 'ECONNREFUSED',
    })
  })

  it('a reply that is too large is left after the cap, whether or not it says its length', async () => {
    let written = 0
    const flood: Answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const block = Buffer.alloc(64 * 1024, 0x20)
      const pour = () => {
        while (!response.destroyed && response.write(block)) written += block.length
        written += block.length
      }
      response.on('drain', pour)
      pour()
    }
    const error = await failureOf(flood, { maxBytes: 1024 * 1024, timeoutMs: 5_000 })
    expect(error).toMatchObject({ layer: 'protocol', code: 'TOO_LARGE', retryable: false })
    expect(written).toBeLessThan(64 * 1024 * 1024)
  })

  it('a type with more than nine wrappers is a named error, and nine are read to the end', async () => {
    const wrapped = (count: number) => {
      let type: unknown = { kind: 'SCALAR', name: 'Int' }
      for (let depth = 0; depth < count; depth += 1) type = { kind: 'LIST', name: null, ofType: type }
      return type
    }
    const schema = (type: unknown) => ({
      data: {
        __schema: {
          queryType: { name: 'Query' },
          types: [{ kind: 'OBJECT', name: 'Query', fields: [{ name: 'deep', type }] }],
        },
      },
    })
    server.answer(json(schema(wrapped(9))))
    const { schema: read } = await client().introspectSpace('Things', { requestId: 'r1' })
    expect(read.types[0]?.fields[0]?.type.text).toBe('[[[[[[[[[Int]]]]]]]]]')

    const sdl = 'type Query { deep: [[[[[[[[[[Int]]]]]]]]]] }'
    server.answer(json(introspectionOf(sdl)))
    await expect(client().introspectSpace('Things', { requestId: 'r1' })).rejects.toMatchObject({
      layer: 'validation',
      code: 'TYPE_TOO_DEEP',
    })
  })
})

describe('the catalog', () => {
  it('without any type is a failure, and not the end of all spaces', async () => {
    server.answer(json({ 'fibery/types': [] }))
    await expect(client().readCatalog({ requestId: 'r1', etag: null })).rejects.toMatchObject({
      code: 'SHAPE',
      operation: 'readCatalog',
    })
  })

  it('does not read the whole workspace again while it is unchanged', async () => {
    const type = (name: string, flags: Record<string, unknown>) => ({
      'fibery/name': name,
      'fibery/meta': flags,
    })
    server.answer((request, response) => {
      if (request.headers['if-none-match'] === '"7"') {
        response.writeHead(304, { etag: '"7"' }).end()
        return
      }
      const domain = { 'fibery/domain?': true }
      const types = [
        type('Product Handbook/Guide', { ...domain, 'ui/color': '#4f46e5' }),
        type('fibery/user', domain),
        type('workflow/state', { ...domain, 'fibery/platform?': true }),
        type('Product Handbook/Old', { ...domain }),
        type('fibery/text', {}),
      ].map((entry) => (entry['fibery/name'].endsWith('Old') ? { ...entry, 'fibery/deleted?': true } : entry))
      json({ 'fibery/types': types.filter((entry) => entry['fibery/name'] !== 'fibery/user') }, 200, {
        etag: '"7"',
      })(request, response)
    })
    const asking = client()
    const first = await asking.readCatalog({ requestId: 'r1', etag: null })
    if (first.state !== 'read') throw new Error('unchanged since nothing')
    expect(first.etag).toBe('"7"')
    expect(first.catalog.databases.map(({ rawName, space, color }) => ({ rawName, space, color }))).toEqual([
      { rawName: 'Product Handbook/Guide', space: 'Product Handbook', color: '#4f46e5' },
    ])
    await expect(asking.readCatalog({ requestId: 'r1', etag: '"7"' })).resolves.toMatchObject({
      state: 'unchanged',
    })
    expect(server.heard[0]?.url).toBe('/api/schema?with-description=true&with-soft-deleted=false')
  })
})
