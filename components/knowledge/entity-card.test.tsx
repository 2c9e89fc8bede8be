import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { entityUrl } from '@/lib/connectors/fibery/links'
import { failureWords } from '@/lib/knowledge/failure-words'
import type { KbCardAnswer, KbEntityList, KbEntitySummary } from '@/lib/knowledge/model'
import { toRichNodes } from '@/lib/knowledge/rich-text'
import { entitiesQuery } from '@/lib/knowledge/schema'
import { EntityCard } from './entity-card'
import { EntityFacts } from './entity-facts'
import { EntityList } from './entity-list'

const HOSTILE = `"><script>alert(1)</script>{{x}}'../\u202eevil`
const BASE = 'https://acme.fibery.io'
const at = new Date('2026-02-03T04:05:06Z')
const moment = {
  now: new Date('2026-02-03T05:05:06Z'),
  format: { locale: 'en-GB', timeZone: 'Asia/Kathmandu' },
}

const entity: KbEntitySummary = {
  key: '7',
  publicId: HOSTILE,
  title: HOSTILE,
  createdAt: at,
  modifiedAt: at,
  firstSeenAt: at,
  goneAt: null,
  href: entityUrl(BASE, HOSTILE, HOSTILE, HOSTILE),
}
const list: KbEntityList = {
  entities: [entity],
  live: 120,
  gone: 2,
  perPage: 50,
  isReadable: true,
  reading: { asOf: at, wholeAt: at, cutAt: null, failure: null, readingSince: null },
}

function listHtml(changes: Partial<KbEntityList> = {}, asked: Record<string, unknown> = {}): string {
  const query = entitiesQuery.parse(asked)
  return renderToStaticMarkup(
    <EntityList list={{ ...list, ...changes }} query={query} address="/kb/s/d" {...moment} />,
  ).replaceAll('&#x27;', "'")
}

function cardHtml(answer: KbCardAnswer): string {
  return renderToStaticMarkup(
    <EntityCard answer={answer} patientHref="/kb/s/d/7?patient" {...moment} />,
  ).replaceAll('&#x27;', "'")
}

/** What is read beside names: everything that stands in no isolated element. */
const beside = (html: string) =>
  html.replaceAll(/<bdi[^>]*>.*?<\/bdi>|<div dir="auto".*?<\/div>/gs, '').replaceAll(/<[^>]*>/g, ' ')

describe('names and values of any kind', () => {
  const html = [
    listHtml({}, { q: HOSTILE }),
    renderToStaticMarkup(<EntityFacts entity={entity} reading={null} {...moment} />),
    cardHtml({
      state: 'read',
      facts: [
        { kind: 'text', label: 'x', text: HOSTILE },
        { kind: 'span', label: 'y', start: HOSTILE, end: HOSTILE },
        { kind: 'related', label: 'z', entities: [{ title: HOSTILE, href: null }], more: true },
      ],
      texts: [{ label: HOSTILE, ...toRichNodes(`<p>${HOSTILE}</p><a href="javascript:alert(1)">x</a>`) }],
      empty: [HOSTILE],
      leftOut: [HOSTILE],
    }),
  ].join('')

  it('are text', () => {
    expect(html).not.toMatch(/<script|javascript:/)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('lead nowhere but into the portal and the workspace', () => {
    const hrefs = [...html.matchAll(/<(?:a|form) [^>]*?(?:href|action)="([^"]*)"/g)].map(
      ([, href = '']) => href,
    )
    expect(hrefs.length).toBeGreaterThan(5)
    for (const href of hrefs) {
      const url = new URL(href.replaceAll('&amp;', '&'), BASE)
      expect(url.host).toBe('acme.fibery.io')
      expect(url.pathname).toMatch(/^\/(kb\/s\/d(\/7)?|[^/]+\/[^/]+\/[^/]+)$/)
    }
  })
})

describe('the list', () => {
  it('says how many there are, how they are cut, and how old they are', () => {
    const html = listHtml({}, { page: '2' })
    expect(html).toContain('51–51 of 120')
    expect(html).toContain('href="/kb/s/d#entities"')
    expect(html).toContain('href="/kb/s/d?page=3#entities"')
    expect(html).toContain('1 hour ago')
    expect(html).toContain('2 are gone')
  })

  it('keeps what the address says in every link, and begins at the first page when it changes', () => {
    const html = listHtml({}, { q: 'a b', sort: 'number', direction: 'desc', page: '2' })
    expect(html).toContain('href="/kb/s/d?q=a+b&amp;sort=modified#entities"')
    expect(html).toContain('href="/kb/s/d?q=a+b&amp;sort=number#entities"')
    expect(html).toContain('href="/kb/s/d?q=a+b&amp;sort=number&amp;direction=desc&amp;page=3#entities"')
    expect(html).toContain('name="sort" value="number"')
  })

  it('says that it holds a part of a large database', () => {
    expect(
      listHtml({ reading: { asOf: at, wholeAt: null, cutAt: 5000, failure: null, readingSince: at } }),
    ).toMatch(/Being read.*of it 5,000 entities are\s+read/s)
  })

  it('says why it is old', () => {
    const failure = { at, code: 'TIMEOUT', detail: '' }
    const html = listHtml({ reading: { asOf: at, wholeAt: at, cutAt: null, failure, readingSince: null } })
    expect(html).toContain(failureWords('TIMEOUT').what)
    expect(html).toContain('What you see is what was read last.')
  })

  it.each([
    [{ reading: null }, {}, 'Not read yet'],
    [{ isReadable: false, reading: null }, {}, 'Entities cannot be read'],
    [{}, {}, 'No entities'],
    [{}, { q: 'zz' }, 'Nothing fits'],
    [{ gone: 0 }, { gone: '1' }, 'None is gone'],
    [{ live: 3 }, { page: '9' }, 'There are not that many pages'],
  ])('empty, with %o and %o, says %s', (changes, asked, words) => {
    expect(listHtml({ entities: [], live: 0, ...changes }, asked)).toContain(words)
  })
})

describe('the card', () => {
  it('says each fault in words, and offers to wait longer', () => {
    const html = cardHtml({ state: 'failed', failure: { at, code: 'UNAUTHORIZED', detail: 'status 401' } })
    expect(html).toContain(failureWords('UNAUTHORIZED').what)
    expect(html).toContain('href="/kb/s/d/7?patient"')
  })

  it.each([
    [{ state: 'missing' }, 'does not show this entity'],
    [{ state: 'unasked', why: 'finder' }, 'cannot be asked for'],
    [{ state: 'unasked', why: 'workspace' }, 'No knowledge base is connected'],
  ] as const)('says %o', (answer, words) => {
    expect(cardHtml(answer)).toContain(words)
  })

  it('turns round no word beside a name', () => {
    const html = listHtml({ entities: [{ ...entity, publicId: '7' }] })
    expect(beside(html)).not.toContain('\u202e')
  })
})
