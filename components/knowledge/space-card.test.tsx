import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { databaseUrl, spaceApiUrl, spaceUrl } from '@/lib/connectors/fibery/links'
import type { KbDatabaseSummary, KbSpaceSummary } from '@/lib/knowledge/model'
import { ChangeList } from './change-list'
import { DatabaseTable } from './database-table'
import { SpaceCard } from './space-card'

const HOSTILE = '"><script>alert(1)</script>{{x}}\'../\u202Eevil'
const BASE = 'https://acme.fibery.io'
const at = new Date('2026-02-03T04:05:06Z')
const moment = {
  now: new Date('2026-02-03T05:05:06Z'),
  format: { locale: 'en-GB', timeZone: 'Asia/Kathmandu' },
}

const database: KbDatabaseSummary = {
  name: HOSTILE,
  slug: 'evil',
  rawName: `${HOSTILE}/${HOSTILE}`,
  type: 'Evil',
  finder: 'findEvils',
  description: HOSTILE,
  color: HOSTILE,
  fields: 1,
  entityCount: null,
  countedAt: null,
  firstSeenAt: at,
  goneAt: null,
  href: databaseUrl(BASE, HOSTILE, HOSTILE),
}

function spaceWith(changes: Partial<KbSpaceSummary> = {}): KbSpaceSummary {
  const api = spaceApiUrl(BASE, HOSTILE)
  return {
    name: HOSTILE,
    slug: 'evil',
    links: { home: spaceUrl(BASE, HOSTILE), api, explorer: api },
    asOf: at,
    failure: null,
    goneAt: null,
    isDemo: false,
    origin: 'introspection',
    refreshingSince: null,
    liveDatabases: 1,
    databases: [database],
    ...changes,
  }
}

function hrefsIn(html: string): string[] {
  return [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href ?? '')
}

describe('names of any kind', () => {
  const html =
    renderToStaticMarkup(<SpaceCard space={spaceWith()} filtered={false} {...moment} />) +
    renderToStaticMarkup(<DatabaseTable spaceSlug="evil" label="x" databases={[database]} {...moment} />) +
    renderToStaticMarkup(
      <ChangeList
        entries={[
          {
            at,
            space: { name: HOSTILE, slug: 'evil' },
            first: false,
            count: 1,
            changes: [
              { kind: 'field.added', database: HOSTILE, rawName: HOSTILE, field: HOSTILE, type: HOSTILE },
            ],
          },
        ]}
        {...moment}
      />,
    )

  it('are shown as text, and cannot turn the direction of what stands beside them', () => {
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
    expect(html).toContain('<bdi>&quot;&gt;&lt;script&gt;')
  })

  it('lead nowhere but into the portal and the workspace, below the paths meant', () => {
    const paths = hrefsIn(html).map((href) => new URL(href, BASE).pathname)
    for (const path of paths)
      expect(path).toMatch(
        /^\/(kb\/evil(\/evil)?|fibery\/space\/[^/]+(\/database\/[^/]+)?|api\/graphql\/space\/[^/]+)$/,
      )
    expect(
      hrefsIn(html).every((href) => href.startsWith('/kb/') || new URL(href).host === 'acme.fibery.io'),
    ).toBe(true)
  })
})

describe('a space in each state', () => {
  const shown = (changes: Partial<KbSpaceSummary>) =>
    renderToStaticMarkup(
      <SpaceCard space={spaceWith({ name: 'Things', ...changes })} filtered={false} {...moment} />,
    )

  it('tells its age, and where it is in the workspace', () => {
    const html = shown({})
    expect(html).toContain('1 hour ago')
    expect(html).toContain('Home page')
    expect(html).toContain('GraphQL explorer')
    expect(html).toContain('https://acme.fibery.io/api/graphql/space/')
  })

  it('says why it is not up to date, and that what is shown is what was read last', () => {
    const failure = { at, code: 'UNAUTHORIZED', detail: 'status 401' }
    expect(shown({ failure })).toContain('does not accept the portal&#x27;s key')
    expect(shown({ failure })).toContain('What you see is what was read last.')
    expect(shown({ failure, asOf: null, databases: [], liveDatabases: 0 })).toContain(
      'Nothing has been read yet.',
    )
  })

  it('says that it is gone, being read, an example, or without a workspace to link to', () => {
    expect(shown({ goneAt: at })).toContain('is gone, or no longer visible')
    expect(shown({ refreshingSince: at })).toContain('Being read')
    expect(shown({ isDemo: true })).toContain('Example')
    expect(shown({ links: null })).not.toContain('fibery.io')
  })

  it('says that its GraphQL schema is refused, and that what is shown is up to date all the same', () => {
    expect(shown({ origin: 'catalog' })).toContain('does not tell this space&#x27;s GraphQL schema')
    const failure = { at, code: 'TIMEOUT', detail: '' }
    expect(shown({ origin: 'catalog', failure })).not.toContain('up to date, from the workspace')
  })

  it('shows the first of many databases and leads to all of them', () => {
    const databases = Array.from({ length: 200 }, (_, index) => ({
      ...database,
      name: `D${index}`,
      slug: `d${index}`,
    }))
    const html = shown({ databases, liveDatabases: 200 })
    expect(html).toContain('24 of 200')
    expect(html).toContain('Show all')
    expect(html).not.toContain('>D24<')
  })
})
