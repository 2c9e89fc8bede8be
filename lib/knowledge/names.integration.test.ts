import { beforeAll, describe, expect, it, vi } from 'vitest'
import DatabasePage from '@/app/(portal)/kb/[space]/[database]/page'
import SpacePage from '@/app/(portal)/kb/[space]/page'
import ChangesPage from '@/app/(portal)/kb/changes/page'
import KnowledgePage from '@/app/(portal)/kb/page'
import { toStdout } from '@/cli/output'
import { search } from '@/lib/search/service/search'
import { introspectionOf } from '@/lib/testing/fibery'
import { json } from '@/lib/testing/http-server'
import { catalogType, personWith, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { rendered } from '@/lib/testing/rendered'
import { commands } from './commands'
import { publications } from './search'
import { fiberyWorkspace } from './service/fibery'
import { listSpaces } from './service/list-spaces'
import { refreshAll } from './service/refresh'

// Names that try to be something else than names, from Fibery's answer to the page, the command line and back into requests.

const SPACE = `"{x}' ../..<script>alert(1)</script>\u202e&?#%2F`
const DATABASE = `]}"'../<img src=x onerror=alert(1)>\u202e{{y}}`
const TITLE = `"}) { id } } mutation { delete }<script>\u202e../`
const RAW = `${SPACE}/${DATABASE}`

const fibery = await vi.hoisted(async () => {
  const { fiberyWorkspace: start, readBySomebody } = await import('@/lib/testing/fibery-workspace')
  readBySomebody()
  // Where the list of spaces comes from the catalog, a name ends at its first slash.
  return await start({ FIBERY_SPACES: `"{x}' ../..<script>alert(1)</script>\u202e&?#%2F` })
})

/** A space's answer in which the database bears this name. */
function answerWith(database: string) {
  const { data } = introspectionOf(spaceSdl('S', { Guide: 'name: String', Page: '' }))
  const raw = JSON.stringify(`${SPACE}/${database}`).slice(1, -1)
  return json(
    JSON.stringify({ data })
      .replace('S/Guide', () => raw)
      .replace('S/Page', () => `${raw}2`),
  )
}

beforeAll(async () => {
  fibery.space(SPACE, answerWith('Before'))
  fibery.catalog([catalogType(`${SPACE}/Before`, 'g', TITLE), catalogType(`${SPACE}/Before2`, 'p')])
  await refreshAll(refresher())
  fibery.space(SPACE, answerWith(DATABASE))
  fibery.catalog([catalogType(RAW, 'g', TITLE), catalogType(`${RAW}2`, 'p')])
  fibery.counts({ [RAW]: 7 })
  await refreshAll(refresher())
})

const slugs = async () => {
  const [space] = (await listSpaces(personWith('read:knowledge'), { q: '' })).spaces
  return { space: space?.slug ?? '', database: space?.databases[0]?.slug ?? '' }
}

async function pages(): Promise<string[]> {
  const { space, database } = await slugs()
  const none = { searchParams: Promise.resolve({}) }
  const shown = [
    await KnowledgePage(none),
    await KnowledgePage({ searchParams: Promise.resolve({ q: TITLE }) }),
    await SpacePage({ params: Promise.resolve({ space }) }),
    await DatabasePage({ ...none, params: Promise.resolve({ space, database }) }),
    await ChangesPage(none),
  ]
  return await Promise.all(shown.map(rendered))
}

describe('hostile names of a space and a database', () => {
  it('alter no request: each stays in its segment, or is data', () => {
    const graphql = fibery.heard.filter(({ url }) => url.startsWith('/api/graphql/'))
    const segment = encodeURIComponent(SPACE.replaceAll(' ', '_'))
    expect(new Set(graphql.map(({ method, url }) => `${method} ${url}`))).toEqual(
      new Set([`POST /api/graphql/space/${segment}`]),
    )
    const others = fibery.heard.filter(({ url }) => !url.startsWith('/api/graphql/'))
    expect(new Set(others.map(({ url }) => url.split('?')[0]))).toEqual(
      new Set(['/api/schema', '/api/commands']),
    )
    const bodies = graphql.map(({ body }) => body)
    expect(new Set(bodies).size).toBe(1)
    expect(bodies[0]).not.toContain('alert')
    const counted = others.findLast(({ url }) => url === '/api/commands')
    const sent = JSON.parse(counted?.body ?? '') as { args: { query: { 'q/from': string } } }[]
    expect(sent.map(({ args }) => args.query['q/from']).sort()).toEqual([RAW, `${RAW}2`])
  })

  it('are kept to the letter, with addresses of plain words', async () => {
    const [space] = (await listSpaces(personWith('read:knowledge'), { q: '' })).spaces
    expect(space?.name).toBe(SPACE)
    expect(space?.databases[0]).toMatchObject({ name: DATABASE, rawName: RAW, entityCount: 7 })
    for (const slug of Object.values(await slugs())) expect(slug).toMatch(/^[a-z0-9-]+$/)
  })

  it('are text on every page: no tag, no link elsewhere, and no word beside them is turned round', async () => {
    const all = await pages()
    expect(all.join('')).toContain('&lt;img src=x onerror=alert(1)&gt;')
    for (const html of all) {
      expect(html).not.toMatch(/<script|<img/)
      const hrefs = [...html.matchAll(/<(?:a|form) [^>]*?(?:href|action)="([^"]*)"/g)].map(([, href = '']) =>
        href.replaceAll('&amp;', '&'),
      )
      for (const href of hrefs) {
        const url = new URL(href, 'http://portal')
        expect(['http://portal', new URL(fibery.url).origin]).toContain(url.origin)
        expect(url.pathname).toMatch(
          /^\/(kb(\/[a-z0-9-]+){0,2}|fibery\/space\/[^/]+(\/database\/[^/]+)?|api\/graphql\/space\/[^/]+)?$/,
        )
      }
      const words = html.replaceAll(/<bdi[^>]*>.*?<\/bdi>/gs, '').replaceAll(/<[^>]*>/g, ' ')
      expect(words.replaceAll(/[^\u202e]/g, '')).toBe('')
    }
  })

  it('are found, and steer no terminal', async () => {
    const input = { q: 'onerror=', limit: 10, offset: 0 }
    const { sections } = await search(personWith('read:knowledge'), publications, input)
    const hits = sections.filter(({ kind }) => kind === 'kbDatabase').flatMap((section) => section.hits)
    expect(hits.map(({ title }) => title)).toEqual([DATABASE, `${DATABASE}2`])
    const list = commands.find(({ path }) => path.join(' ') === 'kb databases')
    const ctx = { ...personWith('read:knowledge'), json: true }
    const result = await list?.run(ctx, { space: SPACE })
    if (result === undefined) throw new Error('there is no such command')
    expect(toStdout(result, false)).not.toContain('\u202e')
    const [first] = JSON.parse(toStdout(result, true)) as { name: string }[]
    expect(first?.name).toBe(DATABASE)
  })
})

describe('a hostile title of an entity', () => {
  it('is data in what is asked for, and in what is answered', async () => {
    const { client } = fiberyWorkspace()
    fibery.space(SPACE, (request, response) => {
      const { query, variables } = JSON.parse(request.body) as { query: string; variables: unknown }
      expect(query).not.toContain('delete')
      expect(variables).toEqual({ words: TITLE })
      json({ data: { entities: [{ id: '1', publicId: '1', name: TITLE }] } })(request, response)
    })
    const { entities } = await client.findEntities(
      SPACE,
      {
        finder: 'findGuides',
        columns: [{ kind: 'plain', name: 'name' }],
        limit: 50,
        offset: 0,
        titleHolds: { field: 'name', words: TITLE },
      },
      { requestId: 'r1' },
    )
    expect(entities[0]?.name).toBe(TITLE)
  })
})
