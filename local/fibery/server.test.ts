import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFiberyClient } from '@/lib/connectors/fibery/client'
import type { EntityQuery } from '@/lib/connectors/fibery/entity-query'
import { databaseUrl, spaceUrl } from '@/lib/connectors/fibery/links'
import { discoverSpace, spacesIn, withCatalog } from '@/lib/knowledge/discovery'
import { type FiberyStandIn, startFiberyStandIn } from './server'

const TOKEN = 'the-key'
let standIn: FiberyStandIn

beforeAll(async () => {
  standIn = await startFiberyStandIn({ port: 0, token: TOKEN, perSecond: 1_000 })
})
afterAll(() => standIn.stop())
afterEach(() => tell('off'))

function client(token = TOKEN, url = standIn.url) {
  const silent = () => {}
  return createFiberyClient({
    baseUrl: url,
    credentials: { token },
    fetch,
    clock: { nowMs: () => performance.now() },
    logger: { info: silent, warn: silent },
    acquire: async () => {},
    limits: { retries: 0, timeoutMs: 500, maxBytes: 1024 * 1024 },
  })
}

async function tell(mode: string, more: { space?: string; times?: number } = {}): Promise<number> {
  const { status } = await fetch(`${standIn.url}/__misbehave`, {
    method: 'POST',
    body: JSON.stringify({ mode, ...more }),
  })
  return status
}

async function post(path: string, body: unknown, token = TOKEN) {
  return await fetch(standIn.url + path, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

const asking = { requestId: 'r1' }

const THINGS: EntityQuery = {
  finder: 'findThings',
  columns: [{ kind: 'plain', name: 'name' }],
  limit: 2,
  offset: 0,
  orderBy: { field: 'name', direction: 'DESC' },
}

describe('the sample workspace, through the real connector', () => {
  it('names its spaces, and leaves them unread while they are unchanged', async () => {
    const first = await client().readCatalog({ ...asking, etag: null })
    if (first.state !== 'read') throw new Error('unchanged since nothing')
    expect(spacesIn(first.catalog)).toEqual(['Product Handbook', 'Things'])
    await expect(client().readCatalog({ ...asking, etag: first.etag })).resolves.toMatchObject({
      state: 'unchanged',
    })
  })

  it('is discovered with accents, a plural that no rule gives and a relation to another space', async () => {
    const { schema } = await client().introspectSpace('Product Handbook', asking)
    const catalog = await client().readCatalog({ ...asking, etag: null })
    if (catalog.state !== 'read') throw new Error('unchanged since nothing')
    const content = withCatalog(discoverSpace('Product Handbook', schema), catalog.catalog)
    expect(content.databases.map(({ name, type, finder }) => [name, type, finder])).toEqual([
      ['Guide', 'ProductHandbookGuide', 'findGuides'],
      ['Quality Check', 'ProductHandbookQualityCheck', 'findQualityChecks'],
      ['Réception', 'ProductHandbookReception', 'findReceptions'],
      ['Person', 'ProductHandbookPerson', 'findPeople'],
      ['Process Segment', 'ProductHandbookProcessSegment', 'findProcessSegments'],
      ['Coffee', 'ProductHandbookCoffee', 'findCoffees'],
    ])
    const [guide] = content.databases
    expect(guide?.description).toContain('How to make')
    expect(guide?.fields.find(({ name }) => name === 'ideas')).toMatchObject({
      relation: 'Things/Idea',
      isCollection: true,
    })
    expect(guide?.fields.every(({ upstreamId }) => upstreamId !== null)).toBe(true)
  })

  it('holds the real space of nine days', async () => {
    const { schema } = await client().introspectSpace('Things', asking)
    expect(discoverSpace('Things', schema).databases.map(({ name }) => name)).toEqual([
      'Document',
      'Idea',
      'Post',
      'Thing',
    ])
  })
})

describe('as strict as Fibery', () => {
  it('plain-text 401 for another key', async () => {
    const response = await post('/api/graphql/space/Things', {}, 'another')
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      401,
      'text/plain; charset=utf-8',
      'Unauthorized',
    ])
    await expect(client('another').introspectSpace('Things', asking)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('plain-text 429 over its limit', async () => {
    const slow = await startFiberyStandIn({ port: 0, token: TOKEN, perSecond: 3 })
    try {
      const ask = () => client(TOKEN, slow.url).readCatalog({ ...asking, etag: null })
      await Promise.all([ask(), ask(), ask()])
      await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryable: true })
    } finally {
      await slow.stop()
    }
  })

  it('JSON 500 for a space, or a command, that it does not know', async () => {
    await expect(client().introspectSpace('Nowhere', asking)).rejects.toMatchObject({
      code: 'SERVER_FAULT',
      detail: 'status 500, space-not-found',
    })
    expect((await post('/api/commands', {})).status).toBe(500)
  })

  it.each([
    ['a fragment', 'query { ...f } fragment f on Query { me { email } }'],
    ['an inline fragment', '{ ... on Query { me { email } } }'],
    ['a mutation', 'mutation { guides { delete { message } } }'],
    ['a field that is not there', '{ findGuide { id } }'],
    ['no query at all', 'not a query'],
  ])('errors for %s', async (_name, query) => {
    const response = await post('/api/graphql/space/Product_Handbook', { query })
    expect(response.status).toBe(200)
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown[] }
    expect(data).toBeUndefined()
    expect(errors).toHaveLength(1)
  })

  it('429 for one key when all keys together are too fast', async () => {
    const slow = await startFiberyStandIn({ port: 0, token: TOKEN, perSecond: 3, workspacePerSecond: 2 })
    try {
      const ask = () => client(TOKEN, slow.url).readCatalog({ ...asking, etag: null })
      await Promise.all([ask(), ask()])
      await expect(ask()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    } finally {
      await slow.stop()
    }
  })

  it('counts by command, tells what it does not know in the envelope, and writes nothing', async () => {
    const counts = await client().countEntities(['Things/Thing', 'Things/Ghost', 'Things/Idea'], asking)
    expect([...counts]).toEqual([
      ['Things/Thing', 4],
      ['Things/Idea', 0],
    ])
    const reply = await post('/api/commands', [{ command: 'fibery.entity/delete', args: {} }])
    expect([reply.status, await reply.json()]).toEqual([
      200,
      [{ success: false, result: expect.objectContaining({ name: 'read-only' }) }],
    ])
  })

  it('entities by page, order and words', async () => {
    const find = (more: Partial<EntityQuery>) =>
      client()
        .findEntities('Product Handbook', { ...THINGS, finder: 'findGuides', ...more }, asking)
        .then(({ entities }) => entities.map(({ name }) => name))
    expect(await find({})).toEqual(['Storing beverages', 'Packing confections'])
    expect(await find({ offset: 2 })).toEqual(['Handling seafood'])
    expect(await find({ titleHolds: { field: 'name', words: 'SEA' } })).toEqual(['Handling seafood'])
    expect(await find({ publicId: '1' })).toEqual(['Storing beverages'])
    const html = { kind: 'richText' as const, name: 'description' }
    await expect(find({ columns: [html] })).resolves.toHaveLength(2)
  })

  it('entities, cut by limit and offset', async () => {
    const query = '{ findGuides(limit: 1, offset: 1) { publicId name } me { email } }'
    const { data } = (await (await post('/api/graphql/space/Product_Handbook', { query })).json()) as {
      data: unknown
    }
    expect(data).toEqual({
      findGuides: [{ publicId: '2', name: 'Packing confections' }],
      me: { email: 'portal@example.com' },
    })
  })

  it('pages behind the links, with names as text', async () => {
    for (const url of [
      spaceUrl(standIn.url, 'Product Handbook'),
      databaseUrl(standIn.url, 'Things', '<script>'),
    ]) {
      const response = await fetch(url)
      expect(response.status).toBe(200)
      const html = await response.text()
      expect(html).not.toContain('<script>')
      expect(html).toContain('Product Handbook')
    }
  })
})

describe('told to misbehave', () => {
  it.each([
    ['stall', 'TIMEOUT'],
    ['cut', 'CONNECTION_CUT'],
    ['html', 'WRONG_CONTENT_TYPE'],
    ['errors', 'GRAPHQL_ERRORS'],
    ['huge', 'TOO_LARGE'],
    ['drip', 'TIMEOUT'],
    ['slow', 'TIMEOUT'],
    ['large', 'TOO_LARGE'],
    ['text', 'WRONG_CONTENT_TYPE'],
    ['no-introspection', 'GRAPHQL_REFUSED'],
    ['down', 'SERVER_FAULT'],
    ['gateway', 'SERVER_ERROR'],
    ['unauthorized', 'UNAUTHORIZED'],
    ['forbidden', 'FORBIDDEN'],
    ['busy', 'RATE_LIMITED'],
  ])('%s reads as %s, until it is told to stop', async (mode, code) => {
    expect(await tell(mode)).toBe(200)
    await expect(client().introspectSpace('Things', asking)).rejects.toMatchObject({ code })
    await tell('off')
    await expect(client().introspectSpace('Things', asking)).resolves.toBeDefined()
  })

  it('of one space alone, and for so many requests', async () => {
    await tell('down', { space: 'Product Handbook' })
    await expect(client().introspectSpace('Things', asking)).resolves.toBeDefined()
    await expect(client().introspectSpace('Product Handbook', asking)).rejects.toMatchObject({
      code: 'SERVER_FAULT',
    })
    await tell('busy', { times: 1 })
    await expect(client().introspectSpace('Things', asking)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await expect(client().introspectSpace('Things', asking)).resolves.toBeDefined()
  })

  it('without introspection, it still answers what is asked of entities', async () => {
    await tell('no-introspection')
    const { entities } = await client().findEntities('Things', THINGS, asking)
    expect(entities.map(({ name }) => name)).toEqual(['Shelf 4', 'Pallet lift'])
  })

  it('knows no other way', async () => {
    expect(await tell('nonsense')).toBe(400)
  })
})
