import { introspectionOf } from './fibery'
import { type Answer, json, startHttpServer, type TestHttpServer, text } from './http-server'

export type FiberyServer = TestHttpServer & {
  /** What a space answers to its introspection from now on: an SDL, or an answer of one's own. */
  space: (name: string, says: string | Answer) => void
  /** What `GET /api/schema` answers; refused until it is given something. */
  catalog: (types: unknown[] | null) => void
  /** How many entities `/api/commands` counts, by raw name; refused until it is given some. */
  counts: (numbers: Record<string, number> | null) => void
  /** How often a space was introspected; questions for entities do not count. */
  asked: (name: string) => number
}

/** A workspace as small as a service's tests need it; the stand-in in local/ is the strict one. */
export async function startFiberyServer(): Promise<FiberyServer> {
  const spaces = new Map<string, Answer>()
  let catalog: unknown[] | null = null
  let numbers: Record<string, number> | null = null
  const pathOf = (name: string) => `/api/graphql/space/${name.replaceAll(' ', '_')}`
  const server = await startHttpServer((request, response) => {
    if (request.url.startsWith('/api/schema')) {
      const answer =
        catalog === null ? text('Forbidden', 403, 'text/plain') : json({ 'fibery/types': catalog })
      answer(request, response)
      return
    }
    if (request.url === '/api/commands' && numbers !== null) {
      const told = numbers
      const commands = JSON.parse(request.body) as { args: { query: { 'q/from': string } } }[]
      const replies = commands.map(({ args }) => {
        const count = told[args.query['q/from']]
        return count === undefined ? { success: false, result: {} } : { success: true, result: [{ count }] }
      })
      json(replies)(request, response)
      return
    }
    const answer = spaces.get(decodeURIComponent(request.url))
    ;(answer ?? json({ name: 'space-not-found' }, 404))(request, response)
  })
  return {
    ...server,
    space: (name, says) => {
      spaces.set(pathOf(name), typeof says === 'string' ? json(introspectionOf(says)) : says)
    },
    catalog: (types) => {
      catalog = types
    },
    counts: (given) => {
      numbers = given
    },
    asked: (name) =>
      server.heard.filter(
        ({ url, body }) => decodeURIComponent(url) === pathOf(name) && body.includes('__schema'),
      ).length,
  }
}
