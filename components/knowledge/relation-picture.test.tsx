import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { KbRelations } from '@/lib/knowledge/model'
import { buildRelationGraph, type KnownDatabase, type RelationField } from '@/lib/knowledge/relations/graph'
import { layOutRelations } from '@/lib/knowledge/relations/layout'
import { RelationPicture } from './relation-picture'
import { RelationTable } from './relation-table'

const HOSTILE = '"><script>alert(1)</script>{{x}}\'../\u202Eevil'
const moment = {
  now: new Date('2026-02-03T05:05:06Z'),
  format: { locale: 'en-GB', timeZone: 'Asia/Kathmandu' },
}

const database = (rawName: string, changes: Partial<KnownDatabase> = {}): KnownDatabase => ({
  id: rawName,
  rawName,
  name: rawName.slice(2),
  slug: rawName.slice(2).toLowerCase(),
  color: '#4f46e5',
  goneAt: null,
  space: { name: 'S', slug: 's' },
  ...changes,
})

const field = (databaseId: string, name: string, relation: string): RelationField => ({
  databaseId,
  name,
  rawName: name,
  relation,
  isCollection: false,
  goneAt: null,
})

function relationsOf(
  databases: KnownDatabase[],
  fields: RelationField[],
  centre: string | null = null,
): KbRelations {
  const graph = buildRelationGraph({ space: 's', centre, databases, fields })
  return { layout: layOutRelations(graph), cut: graph.cut, centre }
}

const USUAL = relationsOf(
  [database('S/Book'), database('S/Author'), database('S/Shop', { goneAt: moment.now })],
  [
    field('S/Book', 'author', 'S/Author'),
    field('S/Book', 'shop', 'S/Shop'),
    field('S/Book', 'readers', 'fibery/user'),
  ],
)

const draw = (relations: KbRelations) =>
  renderToStaticMarkup(<RelationPicture relations={relations} id="r" title="How S relates" />)
const tell = ({ layout }: KbRelations) =>
  renderToStaticMarkup(<RelationTable layout={layout} label="S" {...moment} />)

describe('a picture of relations', () => {
  it('has a link for each database that has a page, named whole, and no other', () => {
    const links = [...draw(USUAL).matchAll(/<a [^>]*href="([^"]*)" aria-label="([^"]*)"/g)]
    expect(links.map(([, href, label]) => `${href} ${label}`).sort()).toEqual([
      '/kb/s/author Author, 1 relation',
      '/kb/s/book Book, 3 relations',
      '/kb/s/shop Shop gone, 1 relation',
    ])
  })

  it('names a link by what is read there, and by the whole name where that is cut', () => {
    const name = 'Quality checks of every kind'.repeat(2)
    const relations = relationsOf(
      [database('S/Book'), database('S/Author', { name, space: { name: 'T', slug: 't' } })],
      [field('S/Book', 'author', 'S/Author')],
    )
    expect(draw(relations)).toMatch(
      /aria-label="Quality checks of ev\w*… in T \((Quality checks of every kind){2}\), 1/,
    )
  })

  it('is named and described, and each of its lines is drawn again at both its ends', () => {
    const html = draw(USUAL)
    expect(html).toMatch(/aria-labelledby="r-title" aria-describedby="r-words"/)
    expect(html).toContain('<title id="r-title">How S relates</title>')
    expect(html.match(/<use href="#r-line-\d"/g)).toHaveLength(2 * USUAL.layout.lines.length)
  })

  it('does not lead from a database to itself', () => {
    const relations = relationsOf(
      [database('S/Book'), database('S/Author')],
      [field('S/Book', 'author', 'S/Author')],
      'S/Book',
    )
    expect(draw(relations)).not.toContain('href="/kb/s/book"')
    expect(draw(relations)).toContain('data-centre="true"')
  })

  it('shows names of any kind as text, and colours that are none not at all', () => {
    const relations = relationsOf(
      [database('S/Book', { name: HOSTILE, color: HOSTILE }), database('S/Author', { color: 'url(#x)' })],
      [{ ...field('S/Book', 'x', 'S/Author'), rawName: HOSTILE }],
    )
    for (const html of [draw(relations), tell(relations)]) {
      expect(html).not.toContain('<script>')
      expect(html).toContain('&lt;script&gt;')
      expect(html).not.toContain('url(')
    }
  })
})

describe('the table beside it', () => {
  it('has a row for each field that is drawn: from, field, to, and how many', () => {
    const rows = tell(USUAL)
      .split('<tr')
      .slice(2)
      .map((row) =>
        row
          .replace(/<svg.*?<\/svg>/g, '')
          .replace(/<\/td>/g, '|')
          .replace(/^[^>]*>|<[^>]*>/g, ''),
      )
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' ')).sort()).toEqual([
      'Book |Author |Author |One|',
      'Book |Readers |People of the workspace |One|',
      'Book |Shop |Shop Gone|One|',
    ])
  })
})
