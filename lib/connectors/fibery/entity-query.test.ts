import { parse } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fiberyClientFor } from '@/lib/testing/fibery-client'
import { json, startHttpServer, type TestHttpServer, text } from '@/lib/testing/http-server'
import { type EntityQuery, entityDocument } from './entity-query'

const HOSTILE = '"}) { id } } mutation { x } # ../../<script>\u202e{{x}}\\'

let server: TestHttpServer

beforeAll(async () => {
  server = await startHttpServer(json({}))
})
afterAll(() => server.close())
beforeEach(() => {
  server.heard.length = 0
})

const client = () => fiberyClientFor(server.url).client
const asking = { requestId: 'r1' }
const things: EntityQuery = {
  finder: 'findThings',
  columns: [
    { kind: 'plain', name: 'name' },
    { kind: 'richText', name: 'description' },
    { kind: 'related', name: 'ideas', title: 'name', isCollection: true },
    { kind: 'dateRange', name: 'validity' },
  ],
  limit: 50,
  offset: 100,
  orderBy: { field: 'name', direction: 'DESC' },
}

describe('entities', () => {
  it('are asked for by page, by the names of the snapshot', async () => {
    server.answer(json({ data: { entities: [{ id: 'a', name: 'Crate' }, null] } }))
    const { entities } = await client().findEntities('Things', things, asking)
    expect(entities).toEqual([{ id: 'a', name: 'Crate' }])
    const { query } = JSON.parse(server.heard[0]?.body ?? '') as { query: string }
    expect(query).toBe(
      'query PergolaEntities { entities: findThings(limit: 50, offset: 100, orderBy: { name: DESC }) ' +
        '{ id publicId name description { html text } ideas(limit: 20) { id publicId title: name } validity { start end } } }',
    )
  })

  it('what people typed changes no document: it travels as a variable', async () => {
    server.answer(json({ data: { entities: [] } }))
    const asked = { ...things, publicId: HOSTILE, titleHolds: { field: 'name', words: HOSTILE } }
    await client().findEntities('Things', asked, asking)
    const { query, variables } = JSON.parse(server.heard[0]?.body ?? '') as {
      query: string
      variables: unknown
    }
    expect(variables).toEqual({ publicId: HOSTILE, words: HOSTILE })
    expect(query).not.toContain('<script')
    expect(parse(query).definitions).toHaveLength(1)
  })

  it('one is asked for by its id, which is data whatever it holds', async () => {
    server.answer(json({ data: { entities: [] } }))
    await client().findEntities('Things', { ...things, id: HOSTILE }, asking)
    const { query, variables } = JSON.parse(server.heard[0]?.body ?? '') as {
      query: string
      variables: unknown
    }
    expect(variables).toEqual({ id: HOSTILE })
    expect(query).toContain(
      'query PergolaEntities($id: ID) { entities: findThings(limit: 50, offset: 100, id: { is: $id }',
    )
  })

  it('are asked for once alone where somebody waits, and twice where nobody does', async () => {
    server.answer(text('down', 503, 'text/plain'))
    const failing = { code: 'SERVER_ERROR' }
    await expect(client().findEntities('Things', things, { ...asking, once: true })).rejects.toMatchObject(
      failing,
    )
    expect(server.heard).toHaveLength(1)
    await expect(client().findEntities('Things', things, asking)).rejects.toMatchObject(failing)
    expect(server.heard).toHaveLength(3)
  })

  it('a failure told to somebody who waits counts for the pause, and the pause holds for them', async () => {
    server.answer(text('down', 503, 'text/plain'))
    const { client: failing } = fiberyClientFor(server.url, { retries: 0, breakerAfter: 2 })
    const ask = () => failing.findEntities('Things', things, { ...asking, once: true })
    for (const _ of [1, 2]) await expect(ask()).rejects.toMatchObject({ code: 'SERVER_ERROR' })
    await expect(ask()).rejects.toMatchObject({ code: 'BREAKER_OPEN' })
    expect(server.heard).toHaveLength(2)
  })

  it.each([
    ['a finder', { ...things, finder: HOSTILE }],
    ['a field', { ...things, columns: [{ kind: 'plain' as const, name: 'name } }' }] }],
    ['an order', { ...things, orderBy: { field: 'a: 1', direction: 'ASC' as const } }],
    ['a title', { ...things, titleHolds: { field: '', words: 'x' } }],
  ])('%s that is no name ends before anything is sent', async (_what, asked) => {
    await expect(client().findEntities('Things', asked, asking)).rejects.toMatchObject({ code: 'BAD_NAME' })
    expect(server.heard).toHaveLength(0)
  })

  it('never more than a hundred at once, and from no odd place', () => {
    const { document } = entityDocument({ ...things, limit: 1e9, offset: Number.NaN })
    expect(document).toContain('limit: 100, offset: 0')
  })

  it.each([
    [{ data: { entities: null } }, 'SHAPE'],
    [{ data: null }, 'NO_DATA'],
    [{ data: { entities: [] }, errors: [{ message: 'half' }] }, 'GRAPHQL_ERRORS'],
  ])('an answer %j is a failure, not no entities', async (answer, code) => {
    server.answer(json(answer))
    await expect(client().findEntities('Things', things, asking)).rejects.toMatchObject({ code })
  })
})

describe('how many entities there are', () => {
  it('is asked of many databases at once, by the one command that reads', async () => {
    server.answer((request, response) => {
      const commands = JSON.parse(request.body) as unknown[]
      json(commands.map((_, index) => ({ success: true, result: [{ count: index }] })))(request, response)
    })
    const names = Array.from({ length: 60 }, (_, index) => `Things/T${index}`)
    const counts = await client().countEntities(names, asking)
    expect(counts.get('Things/T49')).toBe(49)
    expect(counts.get('Things/T59')).toBe(9)
    expect(server.heard.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/commands',
      'POST /api/commands',
    ])
    const sent = server.heard.flatMap(({ body }) => JSON.parse(body) as { command: string }[])
    expect(new Set(sent.map(({ command }) => command))).toEqual(new Set(['fibery.entity/query']))
  })

  it('is not known where the system will not tell, and a hostile name stays a name', async () => {
    server.answer(
      json([
        { success: false, result: { name: 'entity.error/aggregate-not-allowed', message: 'no' } },
        { success: true, result: [{ count: 3 }] },
        { success: true, result: [] },
        { success: true, result: [{ count: 'many' }] },
      ]),
    )
    const counts = await client().countEntities(['A/A', HOSTILE, 'A/B', 'A/C', 'A/D'], asking)
    expect([...counts]).toEqual([[HOSTILE, 3]])
    const sent = JSON.parse(server.heard[0]?.body ?? '') as { args: { query: { 'q/from': string } } }[]
    expect(sent[1]?.args.query['q/from']).toBe(HOSTILE)
  })

  it('an answer of another shape is a failure', async () => {
    server.answer(json({ success: true, result: [] }))
    await expect(client().countEntities(['A/A'], asking)).rejects.toMatchObject({ code: 'SHAPE' })
  })
})
